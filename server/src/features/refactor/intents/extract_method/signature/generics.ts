import type { ts } from '../../../../../services/analysis/typescript.ts';
import type { Binding } from '../../../syntax/index.ts';
import { textOfNode, type TypePlace } from './type-text.ts';

export interface Generic {
  readonly name: string;
  /** With its constraint. */
  readonly text: string;
}

/** Declares type parameters anew, with those that their constraints name; `undefined` when a constraint cannot be said. */
export function genericsOf(bindings: readonly Binding[], place: TypePlace): readonly Generic[] | undefined {
  const wanted = [...bindings];
  const texts = new Map<Binding, string>();
  for (const binding of wanted) {
    const declaration = binding.declarations[0]?.parent as ts.TypeParameterDeclaration | undefined;
    const constraint = declaration?.constraint && textOfNode(declaration.constraint, place);
    if (!declaration || (declaration.constraint && !constraint)) return undefined;
    texts.set(binding, constraint ? `${binding.name} extends ${constraint.text}` : binding.name);
    wanted.push(...(constraint?.typeParameters ?? []).filter((each) => !wanted.includes(each)));
  }
  // As they are declared around, so that each follows those that its constraint names.
  return [...texts]
    .sort(([a], [b]) => (a.declarations[0]?.pos ?? 0) - (b.declarations[0]?.pos ?? 0))
    .map(([{ name }, text]) => ({ name, text }));
}
