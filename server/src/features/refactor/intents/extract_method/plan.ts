import type { ts } from '../../../../services/analysis/typescript.ts';
import type { Binding } from '../../syntax/index.ts';
import type { Flow } from './flow/index.ts';
import type { Leaving } from './leaving.ts';
import type { Range } from './range.ts';
import { isDeclaredIn, isSeenAt, targetsOf, type Target } from './targets.ts';

/** One way to extract a range: where the function goes, what it is given and what it hands back. */
export interface Plan {
  readonly range: Range;
  readonly target: Target;
  readonly flow: Flow;
  readonly leaving: Leaving;
  /** Variables whose values are passed, by first use. */
  readonly inputs: readonly Binding[];
  /** Variables of the function around that become variables of the new one, since it assigns them first. */
  readonly locals: readonly Binding[];
  /** Variables whose values are handed back: declared in the range and used after, or changed by it and read after. */
  readonly outputs: readonly Binding[];
  /** Type parameters that the range itself names and that are not seen at the target. */
  readonly typeParameters: readonly Binding[];
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
}

/** Every way that changes nothing but where code stands, the best one first. */
export function plansOf(range: Range, flow: Flow, leaving: Leaving): readonly Plan[] {
  const plans = targetsOf(range, flow).map((target) => planFor(range, flow, leaving, target));
  const nearest = plans.at(-1);
  // A closure that assigns is invisible to the checker, which may miss the assignment: handing values back shows them.
  const handed = nearest?.target.kind === 'nested' ? handingBack(nearest) : undefined;
  return [...plans, ...(handed ? [handed] : [])].filter(canSayBoth);
}

function planFor(range: Range, flow: Flow, leaving: Leaving, target: Target): Plan {
  const isOutside = (binding: Binding) => !isSeenAt(binding, target);
  const changed = flow.changed.filter(({ binding }) => isOutside(binding));
  const inputs = flow.inputs.filter(isOutside);
  return {
    range,
    target,
    flow,
    leaving,
    inputs,
    locals: changed
      .map(({ binding }) => binding)
      .filter((binding) => !inputs.includes(binding) && !isDeclaredIn(range, binding)),
    outputs: outputsOf(flow, leaving, changed),
    typeParameters: flow.typeParameters.filter(isOutside),
    isAsync: flow.words.await,
    isGenerator: flow.words.yield,
  };
}

/** After a range that ends its function, nothing of it is read any more. */
function outputsOf(flow: Flow, leaving: Leaving, changed: Flow['changed']): readonly Binding[] {
  if (leaving.kind === 'return' || (!flow.completes && leaving.kind === 'end')) return [];
  return flow.completes ? [...flow.declared, ...readLater(changed)] : readLater(changed);
}

function readLater(changed: Flow['changed']): readonly Binding[] {
  return changed.filter((each) => each.isReadLater).map(({ binding }) => binding);
}

/** The same closure, which also returns what it assigned: set once more to the same value, the variable is known to be. */
function handingBack(plan: Plan): Plan | undefined {
  const { flow, target, leaving, isAsync, isGenerator } = plan;
  // While an asynchronous function hands its result over, others may assign the variable.
  if (isAsync || isGenerator || plan.range.kind === 'expression') return undefined;
  const shared = flow.changed.filter(({ binding }) => isSeenAt(binding, target));
  const added = outputsOf({ ...flow, declared: [] }, leaving, shared);
  return added.length === 0 ? undefined : { ...plan, outputs: [...plan.outputs, ...added] };
}

/** Whether to leave early, or with which value, is one answer already; values beside it would need another. */
function canSayBoth({ leaving, outputs }: Plan): boolean {
  return (leaving.kind !== 'flag' && leaving.kind !== 'value') || outputs.length === 0;
}

export function isNever({ flow }: Plan): boolean {
  return !flow.completes && flow.exits.length === 0;
}

export function isJavaScript(source: ts.SourceFile): boolean {
  return /\.[cm]?jsx?$/.test(source.fileName);
}
