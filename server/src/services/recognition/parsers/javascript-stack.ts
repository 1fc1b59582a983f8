import type { Frame, Location } from '../parsed-error.ts';

/** The line that an exception of JavaScript begins with: `TypeError [ERR_X]: message`. */
export interface ExceptionHeader {
  readonly name: string;
  /** What stands in brackets behind the name. */
  readonly code?: string;
  readonly message: string;
}

const header =
  /^(?:Uncaught |Unhandled )?(?<name>[A-Z_$][\w$.]{0,100}|[a-z]\w{0,60}Error)(?: \[(?<code>[\w-]{1,80})\])?(?::(?: (?<message>.*))?)?$/u;

/** Reads the first line of an exception. Any capitalised word may be the name of a class: see `isTelling`. */
export function exceptionHeader(text: string): ExceptionHeader | undefined {
  if (text.length === 0 || text.charCodeAt(0) < 36) return undefined;
  const groups = header.exec(text)?.groups;
  if (groups?.['name'] === undefined) return undefined;
  const { name, code: bracketed = '', message = '' } = groups;
  if (/^[A-Z][A-Z\d_]+$/u.test(bracketed)) return { name, code: bracketed, message };
  // Not a code: `DOMException [AbortError]` says what it is, `Lost [Error]` what it is derived from.
  return { name: name === 'DOMException' && bracketed !== '' ? bracketed : name, message };
}

/** Whether it is the beginning of an exception even where no stack follows. */
export function isTelling({ name, code }: ExceptionHeader): boolean {
  return code !== undefined || /(?:Error|Exception)$/u.test(name);
}

const at = /^\s{1,40}at (?:async )?(?<rest>\S.*)$/u;
const place = /:(?<line>\d{1,9}):(?<column>\d{1,9})$/u;

/** A line of a stack, or `undefined`; the location is absent for native code and `Promise.all`. */
export function stackLine(
  text: string,
): { readonly call?: string; readonly location?: Location } | undefined {
  const printed = text.includes('at ') ? at.exec(text)?.groups?.['rest'] : undefined;
  if (printed === undefined) return undefined;
  // Behind the last frame come properties in braces, and inside of a list a comma.
  const rest = printed.replace(/(?: \{|,)$/u, '');
  const opening = rest.endsWith(')') ? rest.lastIndexOf(' (') : -1;
  const call = opening < 0 ? undefined : rest.slice(0, opening);
  const location = placeOf(opening < 0 ? rest : rest.slice(opening + 2, -1));
  if (call === undefined && !location && rest !== '<anonymous>' && rest !== 'native') return undefined;
  return { ...(call === undefined ? {} : { call }), ...(location ? { location } : {}) };
}

/** `file:12:5`, where the file is a path or an address. */
export function placeOf(text: string): Location | undefined {
  const found = place.exec(text);
  if (!found?.groups) return undefined;
  const file = pathOf(text.slice(0, found.index));
  if (file === '' || file === '<anonymous>') return undefined;
  return { file, line: Number(found.groups['line']), column: Number(found.groups['column']) };
}

/** A path as it is on disk, from what a stack or a bundler calls it. */
export function pathOf(printed: string): string {
  if (!printed.startsWith('file://')) return printed.replace(/[?#][\w=&.-]*$/u, '');
  const path = printed.slice('file://'.length).replace(/^\/(?=[A-Za-z]:)/u, '');
  try {
    return decodeURIComponent(path);
  } catch {
    // Not encoded, although it is an address: as it is.
    return path;
  }
}

/** Whether a frame is of the program itself, and not of what it depends on or runs in. */
export function isInApp({ location: { file } }: Frame): boolean {
  return !/^(?:node:|internal\/|native|webpack\/|\[)|[\\/]node_modules[\\/]|^node_modules[\\/]|[\\/]\.pnpm[\\/]|[\\/](?:site|dist)-packages[\\/]|[\\/]lib[\\/]python\d|^<frozen /u.test(
    file,
  );
}

/** Where an exception is from, as far as the program itself is concerned. */
export function originOf(frames: readonly Frame[]): Location | undefined {
  return frames.find(isInApp)?.location;
}
