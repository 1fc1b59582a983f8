import { ts } from '../../../../../services/analysis/typescript.ts';
import { frameOf, type Binding } from '../../../syntax/index.ts';
import { firstOf, isInside, lastOf, type Range } from '../range.ts';

/** Whether what a range leaves in a variable may be read once it has run. `isInput`: the range itself reads it first. */
export function isReadLater(binding: Binding, range: Range, inputs: ReadonlySet<Binding>): boolean {
  const loop = loopAround(range, binding);
  if (loop && inputs.has(binding)) return true;
  return binding.references.some(({ node, access }) => {
    if (access === 'write' || isInside(range, node)) return false;
    return isCaptured(node, range) || runsLater(node, range) || isWithin(loop, node);
  });
}

/** Whether code outside of a range runs after it in the same pass over the function. */
export function runsLater(node: ts.Node, range: Range): boolean {
  if (node.end <= firstOf(range).getStart()) return false;
  // The other arm of a condition is further down, and does not run after this one.
  for (let at = firstOf(range); !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && parent.thenStatement === at && isWithin(parent.elseStatement, node))
      return false;
    if (ts.isConditionalExpression(parent) && parent.whenTrue === at && isWithin(parent.whenFalse, node))
      return false;
  }
  return node.pos >= lastOf(range).end;
}

/** Whether a name stands in another function than the range does: when that runs, nobody knows. */
export function isCaptured(name: ts.Node, range: Range): boolean {
  return frameOf(name) !== frameOf(firstOf(range));
}

/** The outermost loop around a range that runs it again for the same variable. */
export function loopAround(range: Range, binding: Binding): ts.Node | undefined {
  let found: ts.Node | undefined;
  const scope = binding.kind === 'var' ? binding.scope.frame.node : binding.scope.node;
  for (let at = firstOf(range).parent; at !== scope && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at)) break;
    if (ts.isIterationStatement(at, false)) found = at;
  }
  // A variable of the head of `for (let …)` lives through the loop.
  return found ?? (ts.isForStatement(scope) && isWithin(scope, firstOf(range)) ? scope : undefined);
}

function isWithin(outer: ts.Node | undefined, node: ts.Node): boolean {
  return outer !== undefined && outer.pos <= node.pos && node.end <= outer.end;
}
