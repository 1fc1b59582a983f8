/** Values of a line of logfmt (`level=error msg="no stock"`), at most this many. */
const fieldsMax = 64;

const field = /(?<key>[\w.]{1,60})=(?:"(?<quoted>(?:[^"\\]|\\.){0,2000})"|(?<bare>[^\s"]{0,2000}))/uy;

/** Reads a line that is all logfmt; `undefined` for anything else. */
export function logfmt(text: string): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  let end = 0;
  while (end < text.length && values.size < fieldsMax) {
    field.lastIndex = end;
    const found = field.exec(text);
    if (!found?.groups) break;
    values.set(
      found.groups['key'] ?? '',
      found.groups['quoted']?.replaceAll('\\"', '"') ?? found.groups['bare'] ?? '',
    );
    end = field.lastIndex;
    if (text[end] !== ' ') break;
    end += 1;
  }
  return end >= text.length && values.size > 1 ? values : undefined;
}
