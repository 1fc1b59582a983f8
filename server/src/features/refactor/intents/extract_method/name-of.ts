import { bindingsOf } from '../../syntax/index.ts';
import { nameFor } from './name/index.ts';
import type { Plan } from './plan.ts';

/** The name of a plan's function: unlike every name of its file, and every name in `taken`. */
export function nameOf({ range, outputs, flow }: Plan, taken: ReadonlySet<string>): string {
  const { names } = bindingsOf(flow.home.getSourceFile());
  const { name } = nameFor({
    range: range.kind === 'statements' ? range.statements : range.expression,
    outputs: outputs.map((output) => output.name),
    isTaken: (wanted) => names.has(wanted) || taken.has(wanted),
  });
  return name;
}
