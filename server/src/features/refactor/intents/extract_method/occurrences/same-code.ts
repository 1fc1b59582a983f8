import { ts } from '../../../../../services/analysis/typescript.ts';
import { bindingsOf, roleOf, type Binding } from '../../../syntax/index.ts';
import { nodesOf, type Range } from '../range.ts';

/** Which variable of one piece of code stands for which of another. */
export type Renaming = ReadonlyMap<Binding, Binding>;

/**
 * Whether two ranges are the same code, token for token, but for the names of variables: each variable of the one stands
 * for one variable of the other, and what `isShared` is the very same. `undefined`: they are not.
 */
export function renamingBetween(
  one: Range,
  other: Range,
  isShared: (binding: Binding) => boolean,
): Renaming | undefined {
  const [first] = nodesOf(one);
  const bindings = bindingsOf(first.getSourceFile());
  const forth = new Map<Binding, Binding>();
  const back = new Map<Binding, Binding>();

  function standsFor(a: ts.Identifier, b: ts.Identifier): boolean {
    const [here, there] = [bindings.bindingOf(a), bindings.bindingOf(b)];
    if (!here || !there) return here === there && a.text === b.text;
    if (here !== there && (isShared(here) || isShared(there) || namesProperty(a))) return false;
    const known = forth.get(here) ?? there;
    const knownBack = back.get(there) ?? here;
    forth.set(here, there);
    back.set(there, here);
    return known === there && knownBack === here;
  }

  function isSame(a: ts.Node, b: ts.Node): boolean {
    // A tag is handed an object of its own from each place.
    if (a.kind !== b.kind || ts.isTaggedTemplateExpression(a)) return false;
    if (ts.isIdentifier(a) && ts.isIdentifier(b))
      return roleOf(a) === 'none' ? a.text === b.text : standsFor(a, b);
    const [own, its] = [tokensOf(a), tokensOf(b)];
    if (own.length !== its.length) return false;
    if (own.length === 0) return a.getText() === b.getText();
    return own.every((each, index) => {
      const partner = its[index];
      return partner !== undefined && isSame(each, partner);
    });
  }

  const [own, its] = [nodesOf(one), nodesOf(other)];
  const isAll =
    own.length === its.length &&
    own.every((each, index) => {
      const partner = its[index];
      return partner !== undefined && isSame(each, partner);
    });
  return isAll ? forth : undefined;
}

/** A name that is the name of a property as well: `{ total }`. */
function namesProperty(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return ts.isBindingElement(parent) && !parent.propertyName && ts.isObjectBindingPattern(parent.parent);
}

/** The parts of a node, its words and brackets among them, but not its documentation. */
function tokensOf(node: ts.Node): readonly ts.Node[] {
  return node.getChildren().filter((child) => !ts.isJSDoc(child));
}
