import type { Style } from '../../../syntax/index.ts';
import type { Plan } from '../plan.ts';
import type { Typed } from '../signature/index.ts';

/** More values than this travel in one object, so that a call says which is which. */
export const parametersMax = 3;

export function hasObjectParameter({ inputs }: Plan): boolean {
  return inputs.length > parametersMax;
}

/** The parameters, on one line where they fit, else one on each; lines after the first are not indented yet. */
export function printParameters(
  plan: Plan,
  parameters: readonly Typed[],
  style: Style,
  fits: (parameters: string) => boolean,
): string {
  if (parameters.length === 0) return '';
  if (hasObjectParameter(plan)) return printObject(parameters, style, fits);
  const each = parameters.map(({ name, type }) => (type === undefined ? name : `${name}: ${type}`));
  const line = each.join(', ');
  return fits(line) ? line : `\n${each.map((text) => style.indent + text).join(',\n')}${style.callComma}\n`;
}

function printObject(
  parameters: readonly Typed[],
  style: Style,
  fits: (parameters: string) => boolean,
): string {
  const names = parameters.map(({ name }) => name);
  const isTyped = parameters.some(({ type }) => type !== undefined);
  const members = parameters.map(({ name, type }) => `${name}: ${type ?? 'unknown'}`);
  const line = `{ ${names.join(', ')} }${isTyped ? `: { ${members.join('; ')} }` : ''}`;
  if (fits(line)) return line;
  const pattern = `{\n${names.map((name) => style.indent + name).join(',\n')}${style.objectComma}\n}`;
  if (!isTyped) return pattern;
  const end = style.semicolon;
  return `${pattern}: {\n${members.map((text) => style.indent + text + end).join('\n')}\n}`;
}
