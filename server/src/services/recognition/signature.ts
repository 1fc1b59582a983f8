import { sha256 } from '../../base/index.ts';
import { mask } from './masks/index.ts';
import type { Frame, ParsedError } from './parsed-error.ts';
import { isInApp } from './parsers/javascript-stack.ts';
import { portablePath } from './portable-path.ts';

/** Which rules made a signature. What was learned under one version is never looked up under another. */
export const signatureVersion = 1;

export interface Signature {
  /** The same failure of the same place in the program, on any machine and day: what is learned belongs to it. */
  readonly strict: string;
  /** The same kind of failure anywhere. */
  readonly loose: string;
  /** The message with a placeholder for everything that varies. */
  readonly template: string;
}

/** Frames that tell where an exception is from; deeper ones tell rather how the program was started. */
const framesMax = 8;

/**
 * Names an error by what does not change from one occurrence to the next: the code of the tool, the chain of exceptions
 * with the calls of the program itself, and the message without what varies. Line numbers never count. Quoted names
 * count in the strict signature and only by their kind in the loose one, where a code of the tool says it all.
 */
export function signatureOf(error: ParsedError, root?: string): Signature {
  const { tool, code = '', message, details = [], location, frames = [], causes = [], test = '' } = error;
  const own = (text: string) => steady(text, root);
  const calls = frames.filter(isInApp).slice(0, framesMax);
  const origin =
    calls.length > 0
      ? calls.map((frame) => callOf(frame, root))
      : [location === undefined ? '' : portablePath(location.file, root)];
  const sentence = own(message);
  const general = generalised(sentence);
  const chain = causes.map(({ name }) => name);
  const isCoded = code !== '' && !isClass(code);
  return {
    strict: named('s', [
      ...[tool, code, test, sentence, ...origin],
      ...causes.map(({ name, message: because }) => `${name}: ${own(because)}`),
      // Frames say more, and what is printed beside them are values.
      ...(calls.length > 0 ? [] : details.map(own)),
    ]),
    loose: named('l', [tool, code, ...chain, ...(isCoded ? [] : [general])]),
    template: code === '' ? general : `${code}: ${general}`,
  };
}

/** Names a line that no parser knows by the id of its template, which stays when the template becomes more general. */
export function signatureOfTemplate(id: string): string {
  return named('s', ['', id]);
}

function named(kind: 's' | 'l', parts: readonly string[]): string {
  return `${kind}${signatureVersion}-${sha256(JSON.stringify(parts)).slice(0, hashCharacters)}`;
}

const hashCharacters = 20;

/** Names of exceptions say less than codes do: `TypeError` alone names no failure. */
function isClass(code: string): boolean {
  return /(?:Error|Exception|Warning)$/u.test(code) || code === 'ERR_ASSERTION';
}

function callOf({ call = '', location }: Frame, root: string | undefined): string {
  return `${call.replace(/^async /u, '')} ${portablePath(location.file, root)}`;
}

const absolutePath = /(?<![^\s'"`(=\[])(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\s'"`:;,()<>|]{1,1024}/gu;

/** The text without what varies; of paths stays what is the same on another machine. */
function steady(text: string, root: string | undefined): string {
  let result = '';
  let end = 0;
  // Most messages name no path.
  const paths = text.includes('/') || text.includes('\\') ? text.matchAll(absolutePath) : [];
  for (const { 0: path, index } of paths) {
    result += mask(text.slice(end, index)) + portablePath(path, root);
    end = index + path.length;
  }
  // ESLint ends a sentence for people without its full stop.
  const whole = result + mask(text.slice(end));
  return whole.endsWith('.') ? whole.slice(0, -1) : whole;
}

const quoted =
  /(?<!\w)(?<quote>['"`])(?<inside>[^'"`\n]{0,200})\k<quote>(?!\w)|‘[^’\n]{0,200}’|“[^”\n]{0,200}”/gu;

const anyQuote = /['"`‘“]/u;

function generalised(text: string): string {
  if (!anyQuote.test(text)) return text;
  return text.replaceAll(quoted, (whole) => `<${kindOf(whole.slice(1, -1))}>`);
}

function kindOf(inside: string): string {
  if (/^-?\d[\d._]*n?$/u.test(inside)) return 'number';
  if (/^[#@]?[\w$]+(?:\.[\w$]+)*$/u.test(inside)) return 'name';
  if (/^\.{0,2}\/|^[A-Za-z]:[\\/]|\.[cm]?[jt]sx?$|\.json$|\.py$/u.test(inside)) return 'path';
  if (/^@?[\w.-]+(?:\/[\w.-]+)+$/u.test(inside)) return 'module';
  return /[<>|{}[\]&]|=>/u.test(inside) ? 'type' : 'text';
}
