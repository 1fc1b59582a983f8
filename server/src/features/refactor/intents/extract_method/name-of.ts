import { bindingsOf } from '../../syntax/index.ts';
import { nameFor } from './name/index.ts';
import type { Plan } from './plan.ts';
import { privacyMarkOf } from './privacy.ts';

/** The name of a plan's function: unlike every name of its file, and every name in `taken`; a method's as its class hides them. */
export function nameOf({ range, outputs, flow, target }: Plan, taken: ReadonlySet<string>): string {
  const { names } = bindingsOf(flow.home.getSourceFile());
  const mark = target.kind === 'method' ? privacyMarkOf(target.scope) : '';
  const { name } = nameFor({
    range: range.kind === 'statements' ? range.statements : range.expression,
    outputs: outputs.map((output) => output.name),
    isTaken: (wanted) => names.has(wanted) || taken.has(wanted) || taken.has(`${mark}${wanted}`),
  });
  return `${mark}${name}`;
}
