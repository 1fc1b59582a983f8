import { refused, type Refusal } from '../../../../base/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import type { Exit } from './flow/exits.ts';
import type { Flow } from './flow/index.ts';
import { lastOf, type Range } from './range.ts';

/**
 * How control leaves a range, and with it the extracted function.
 * `end`: at its end only.
 * `return`: the function around ends with it, so the call is returned.
 * `jump`: every way out is the same jump, which stays behind the call.
 * `flag`: some ways out are one and the same jump, so the call says whether to take it.
 * `value`: some ways out return a value, so the call says which.
 */
export type Leaving =
  | { readonly kind: 'end' }
  | { readonly kind: 'return'; readonly hasValue: boolean }
  | { readonly kind: 'jump'; readonly statement: string }
  | { readonly kind: 'flag'; readonly statement: string }
  | { readonly kind: 'value' };

export function leavingOf(range: Range, flow: Flow): Leaving | Refusal {
  const { exits, completes } = flow;
  if (exits.length === 0) return { kind: 'end' };
  const [first, ...others] = new Set(exits.map(wordOf));
  const isReturning = exits.every((exit) => ts.isReturnStatement(exit));
  const hasValue = exits.some((exit) => ts.isReturnStatement(exit) && exit.expression);
  if (isReturning && (!completes || isLast(range))) return { kind: 'return', hasValue };
  if (others.length === 0 && first !== undefined && !hasValue) {
    return { kind: completes ? 'flag' : 'jump', statement: first };
  }
  if (isReturning) return { kind: 'value' };
  const words = [first, ...others].map((word) => `\`${word ?? ''}\``).join(' and ');
  return refused(
    `The selection leaves in more than one way (${words}), which one call cannot say; select less of it.`,
  );
}

/** The refusals of a range whose early exits would have to be told apart from the values it hands back. */
export function whyTooMuchAtOnce(leaving: Leaving, flow: Flow): string | undefined {
  if (leaving.kind !== 'flag' && leaving.kind !== 'value') return undefined;
  const [first] = flow.declared;
  return first && flow.completes
    ? `The selection may leave early and also declares \`${first.name}\`, which is used after it; select one of the two.`
    : undefined;
}

function wordOf(exit: Exit): string {
  if (ts.isReturnStatement(exit)) return exit.expression ? 'return …' : 'return';
  const word = ts.isBreakStatement(exit) ? 'break' : 'continue';
  return exit.label ? `${word} ${exit.label.text}` : word;
}

/** Whether nothing of the function runs after a range, so that falling off its end returns. */
function isLast(range: Range): boolean {
  for (let at = lastOf(range); ; at = at.parent) {
    const { parent } = at;
    if (ts.isFunctionLike(parent)) return ts.isBlock(at);
    if (ts.isBlock(parent)) {
      if (parent.statements.at(-1) !== at) return false;
    } else if (!ts.isIfStatement(parent) && !isPassedThrough(parent, at)) return false;
  }
}

/** What a `finally` does comes after, but cannot tell how its block ended. */
function isPassedThrough(parent: ts.Node, child: ts.Node): boolean {
  if (ts.isCatchClause(parent)) return true;
  return ts.isTryStatement(parent) && child !== parent.finallyBlock;
}
