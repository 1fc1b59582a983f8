import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Looks for a secret in a text, by undoing what may have been done to it rather than by redoing it: so that nothing is
 * taken for clean because both sides have forgotten the same form.
 */
export function leaksOf(secret: string, text: string): readonly string[] {
  const undone: readonly (readonly [form: string, texts: readonly string[]])[] = [
    ['plain', [text]],
    ['JSON', [unescaped(text), unescaped(unescaped(text))]],
    ['URL', [percentDecoded(text), percentDecoded(text.replaceAll('+', ' '))]],
    ['base64', base64Decoded(text)],
    ['hex', hexDecoded(text)],
  ];
  return undone.flatMap(([form, texts]) => (texts.some((each) => each.includes(secret)) ? [form] : []));
}

/** Every file below a folder in which it is found, with the form. */
export function leaksIn(secret: string, folder: string): readonly string[] {
  return filesBelow(folder).flatMap((path) =>
    leaksOf(secret, readFileSync(path, 'utf8')).map((form) => `${path}: ${form}`),
  );
}

export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/giu, (_all, code: string | undefined, mark: string) =>
    code === undefined ? (escapes[mark] ?? mark) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function percentDecoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/giu, (codes) =>
    Buffer.from(codes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** Each run of digits, begun at each of its first four. */
function base64Decoded(text: string): readonly string[] {
  const runs = text.match(/[\w+/-]{8,}/gu) ?? [];
  return runs.flatMap((run) =>
    [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('utf8')),
  );
}

function hexDecoded(text: string): readonly string[] {
  const runs = text.match(/[0-9a-f]{16,}/giu) ?? [];
  return runs.flatMap((run) => [0, 1].map((from) => Buffer.from(run.slice(from), 'hex').toString('utf8')));
}
