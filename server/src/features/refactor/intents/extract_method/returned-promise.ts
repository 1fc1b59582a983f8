import { ts } from '../../../../services/analysis/typescript.ts';
import type { TypedView } from '../../intent.ts';
import type { Plan } from './plan.ts';
import { firstOf } from './range.ts';

/**
 * Whether a range returns a promise that nobody awaits from inside of a `try`: its failure gets past the `catch`, and the
 * `finally` runs before it is settled. Returned through an asynchronous function, it would be awaited inside.
 */
export function isPromiseReturnedFromTry({ isAsync, flow, range }: Plan, { checker }: TypedView): boolean {
  if (!isAsync || !isInTry(firstOf(range))) return false;
  return flow.exits.some((exit) => {
    if (!ts.isReturnStatement(exit) || !exit.expression) return false;
    const type = checker.getTypeAtLocation(exit.expression);
    return checker.getAwaitedType(type) !== type;
  });
}

/** Whether a `try` of the same function has something to say about how a node ends. */
export function isInTry(node: ts.Node): boolean {
  for (let at = node; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isTryStatement(at.parent) && at !== at.parent.finallyBlock) return true;
  }
  return false;
}
