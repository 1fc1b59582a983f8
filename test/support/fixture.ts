import type { Span } from '../../server/src/protocol/index.ts';

/** One fixture: a text file with prose, sources with a marker, and what is expected of the intent. */
export interface Fixture {
  readonly prose: string;
  readonly files: ReadonlyMap<string, string>;
  /** The file with the marker, else the first that is no declaration or manifest. */
  readonly target: string;
  readonly span: Span;
  readonly expected: Expectation;
  readonly notes: readonly string[] | undefined;
}

export type Expectation =
  | { readonly kind: 'after'; readonly files: ReadonlyMap<string, string> }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'silent' }
  /** Not written yet: `UPDATE_GOLDENS=1` fills it in. */
  | { readonly kind: 'missing' };

const heading = /^-- (.+?) --$/;
const caret = '/*|*/';
const selectionStart = '/*‹*/';
const selectionEnd = '/*›*/';

export function parseFixture(text: string): Fixture {
  const { prose, sections } = splitSections(text);
  const files = new Map<string, string>();
  const after = new Map<string, string>();
  let expected: Expectation = { kind: 'missing' };
  let notes: string[] | undefined;
  let marked: { path: string; span: Span } | undefined;
  for (const [name, body] of sections) {
    const afterPath = /^(.+) \(after\)$/.exec(name)?.[1];
    if (afterPath !== undefined) after.set(afterPath, body);
    else if (name === 'refused') expected = { kind: 'refused', reason: body.trim() };
    else if (name === 'silent') expected = { kind: 'silent' };
    else if (name === 'notes') notes = body.trim() === '' ? [] : body.trim().split('\n');
    else {
      const { source, span } = takeMarkers(body);
      files.set(name, source);
      if (span) marked = { path: name, span };
    }
  }
  if (after.size > 0) expected = { kind: 'after', files: after };
  const target = marked?.path ?? [...files.keys()].find(isSource);
  if (target === undefined) throw new Error('A fixture needs a source file.');
  const span = marked?.span ?? { start: 0, end: files.get(target)?.length ?? 0 };
  return { prose, files, target, span, expected, notes };
}

function isSource(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !path.endsWith('.d.ts');
}

/** The text of a fixture with another expectation, for `UPDATE_GOLDENS=1`. */
export function withExpectation(text: string, expected: Expectation, notes: readonly string[]): string {
  const { prose, sections } = splitSections(text);
  const kept = sections.filter(
    ([name]) => !/ \(after\)$/.test(name) && !['refused', 'silent', 'notes'].includes(name),
  );
  const written = [...kept, ...sectionsOf(expected)];
  if (notes.length > 0 && expected.kind === 'after') written.push(['notes', `${notes.join('\n')}\n`]);
  return prose + written.map(([name, body]) => `-- ${name} --\n${body}`).join('');
}

function sectionsOf(expected: Expectation): readonly (readonly [string, string])[] {
  if (expected.kind === 'after') {
    return [...expected.files].map(([path, text]): [string, string] => [`${path} (after)`, text]);
  }
  if (expected.kind === 'refused') return [['refused', `${expected.reason}\n`]];
  return expected.kind === 'silent' ? [['silent', '']] : [];
}

function splitSections(text: string): { prose: string; sections: readonly (readonly [string, string])[] } {
  const lines = text.split(/(?<=\n)/);
  const sections: [string, string][] = [];
  let prose = '';
  for (const line of lines) {
    const name = heading.exec(line.replace(/\r?\n$/, ''))?.[1];
    const last = sections.at(-1);
    if (name !== undefined) sections.push([name, '']);
    else if (last) last[1] += line;
    else prose += line;
  }
  return { prose, sections };
}

function takeMarkers(body: string): { source: string; span: Span | undefined } {
  const at = body.indexOf(caret);
  if (at >= 0) return { source: body.replace(caret, ''), span: { start: at, end: at } };
  const start = body.indexOf(selectionStart);
  if (start < 0) return { source: body, span: undefined };
  const source = body.replace(selectionStart, '');
  const end = source.indexOf(selectionEnd);
  return { source: source.replace(selectionEnd, ''), span: { start, end } };
}
