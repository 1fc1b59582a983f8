/**
 * The first whole JSON value in `text` that starts with `opening` and is the report looked for. Tools print banners and
 * warnings around their report (plugins write to stdout): what stands before and after is passed over. A report that is
 * cut off holds whole values too: `isReport` tells them apart. `undefined` when there is none.
 */
export function findJson<T>(
  text: string,
  opening: '{' | '[',
  isReport: (value: unknown) => value is T,
): T | undefined {
  const whole = parseJson(text.trim());
  if (isReport(whole)) return whole;
  let attempts = 0;
  for (let start = text.indexOf(opening); start >= 0; start = text.indexOf(opening, start + 1)) {
    attempts += 1;
    if (attempts > startsMax) return undefined;
    const end = endOfValue(text, start);
    if (end === undefined) continue;
    const value = parseJson(text.slice(start, end));
    if (isReport(value)) return value;
  }
  return undefined;
}

/** Places tried as the start of a report, so that a page of braces in a log costs little. */
const startsMax = 50;

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: the caller says what that means.
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a record that holds a list under `name`. */
export function hasList<Name extends string>(
  value: unknown,
  name: Name,
): value is Readonly<Record<string, unknown>> & Readonly<Record<Name, readonly unknown[]>> {
  return isRecord(value) && Array.isArray(value[name]);
}

export function recordsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A 1-based line or column; tools print 0 or nothing for problems of a whole file. */
export function positionOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}

/** Offset behind the bracket that closes the one at `start`; strings are stepped over. */
function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return undefined;
}
