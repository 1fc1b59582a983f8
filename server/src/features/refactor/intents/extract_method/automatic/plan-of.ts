import { isRefusal } from '../../../../../base/index.ts';
import { flowOf } from '../flow/index.ts';
import { whyNotExtracted } from '../guard.ts';
import { leavingOf } from '../leaving.ts';
import { plansOf, type Plan } from '../plan.ts';
import type { Range } from '../range.ts';

/** What would be made of a range; `undefined` for what is refused. */
export function planOf(range: Range): Plan | undefined {
  const flow = flowOf(range);
  const leaving = leavingOf(range, flow);
  if (isRefusal(leaving) || whyNotExtracted(range, flow) !== undefined) return undefined;
  return plansOf(range, flow, leaving)[0];
}
