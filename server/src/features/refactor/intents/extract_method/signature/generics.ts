import type { ts } from '../../../../../services/analysis/typescript.ts';
import type { Binding } from '../../../syntax/index.ts';
import { textOfNode, type TypePlace } from './type-text.ts';

export interface Generic {
  readonly name: string;
  /** With its constraint. */
  readonly text: string;
}

/**
 * The ways to declare type parameters anew: with those that their constraints name, and before that without constraints
 * that name one which a call does not tell, since most code does not need them. None when a constraint cannot be said.
 */
export function waysToDeclare(
  bindings: readonly Binding[],
  place: TypePlace,
  isTold: (name: string) => boolean,
): readonly (readonly Generic[])[] {
  const whole = declared(bindings, place, () => true);
  if (!whole) return [];
  const isHidden = whole.some(({ name }) => !isTold(name));
  const bare = isHidden ? declared(bindings, place, isTold) : undefined;
  return bare && bare.length < whole.length ? [bare, whole] : [whole];
}

function declared(
  bindings: readonly Binding[],
  place: TypePlace,
  mayName: (name: string) => boolean,
): readonly Generic[] | undefined {
  const wanted = [...bindings];
  const texts = new Map<Binding, string>();
  for (const binding of wanted) {
    const declaration = binding.declarations[0]?.parent as ts.TypeParameterDeclaration | undefined;
    const constraint = declaration?.constraint && textOfNode(declaration.constraint, place);
    if (!declaration || (declaration.constraint && !constraint)) return undefined;
    const named = constraint?.typeParameters ?? [];
    const isSaid = constraint && named.every(({ name }) => mayName(name));
    texts.set(binding, isSaid ? `${binding.name} extends ${constraint.text}` : binding.name);
    if (isSaid) wanted.push(...named.filter((each) => !wanted.includes(each)));
  }
  // As they are declared around, so that each follows those that its constraint names.
  return [...texts]
    .sort(([a], [b]) => (a.declarations[0]?.pos ?? 0) - (b.declarations[0]?.pos ?? 0))
    .map(([{ name }, text]) => ({ name, text }));
}
