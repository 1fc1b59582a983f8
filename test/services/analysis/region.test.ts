import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cancellationToken, ts } from '../../../server/src/services/analysis/typescript.ts';
import { createPaths } from '../../../server/src/services/analysis/worker/paths.ts';
import type { Job } from '../../../server/src/services/analysis/worker/pulse.ts';
import { shapeOf } from '../../../server/src/services/analysis/worker/semantic/declarations.ts';
import { newProblems, problemsOf } from '../../../server/src/services/analysis/worker/semantic/problems.ts';
import { addsNothing, isSeen } from '../../../server/src/services/analysis/worker/semantic/region/index.ts';
import { seeded } from '../../support/unreliable-disk.ts';
import { randomEdit } from './random-edit.ts';
import { apart, modules, other } from './region-modules.ts';

const file = '/a.ts';
const paths = createPaths('/');
const token = cancellationToken(() => false);
const job: Job = {
  token,
  check: () => undefined,
  progress: () => undefined,
  breathe: () => Promise.resolve(),
  elapsedMs: () => 0,
};
const library = ['core', 'language']
  .map((name) => readFileSync(join(import.meta.dirname, `../../fixtures/lib/${name}.d.ts`), 'utf8'))
  .join('\n');
const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Preserve,
  allowImportingTsExtensions: true,
  types: [],
};

const sources = new Map<string, ts.SourceFile>();
function sourceOf(name: string, text: string): ts.SourceFile {
  const known = sources.get(name);
  if (known?.text === text) return known;
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  sources.set(name, source);
  return source;
}

function programOf(text: string, beside: string): ts.Program {
  const texts = new Map([
    ['/lib.d.ts', library],
    ['/other.ts', beside],
    [file, text],
  ]);
  const host: ts.CompilerHost = {
    fileExists: (path) => texts.has(path),
    readFile: (path) => texts.get(path),
    getSourceFile: (path) => {
      const found = texts.get(path);
      if (found === undefined) return undefined;
      return path === file ? ts.createSourceFile(path, found, ts.ScriptTarget.ES2022) : sourceOf(path, found);
    },
    getDefaultLibFileName: () => '/lib.d.ts',
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => undefined,
  };
  return ts.createProgram({ rootNames: ['/lib.d.ts', file, '/other.ts'], options, host });
}

/** What the region says of an edit, and what a check of the whole file says. */
function judge(textBefore: string, textAfter: string, beside: string) {
  const sides = () => ({ before: programOf(textBefore, beside), after: programOf(textAfter, beside) });
  const programs = sides();
  const changed = new Set([file]);
  const says = {
    addsNothing: addsNothing(programs, file, changed, job),
    isSeen: isSeen(programs, file, changed, job),
  };
  const fresh = sides();
  const [before, after] = [fresh.before, fresh.after].map((program) => {
    const source = program.getSourceFile(file);
    if (!source) throw new Error('The file is in the program.');
    return { problems: problemsOf(program, source, paths, job), shape: shapeOf(program, source, job) };
  });
  if (!before || !after) throw new Error('There are two sides.');
  return {
    says,
    added: newProblems(before.problems, after.problems).map(({ code, line }) => `${code}:${line}`),
    isSeen: before.shape !== after.shape,
  };
}

const seeds = 150;

function drawFrom(seed: number): (below: number) => number {
  const random = seeded(seed);
  return (below) => Math.floor(random() * below);
}

/** Hundreds of programs are checked whole. */
const agreeMsMax = 180_000;

describe('the check of a region', () => {
  it.each(Object.entries(modules))(
    'agrees with the check of the whole file: %s',
    { timeout: agreeMsMax },
    (name, text) => {
      const beside = name === 'cycle' ? other : apart;
      const told = { clean: 0, hidden: 0, added: 0 };
      for (let seed = 1; seed <= seeds; seed += 1) {
        const edited = randomEdit(text, drawFrom(seed));
        const { says, added, isSeen } = judge(text, edited.text, beside);
        const of = `${name}, seed ${seed}: ${edited.what}`;
        if (says.addsNothing) expect(added, of).toEqual([]);
        // In another order a file shows the same, which words do not tell.
        const isReordered = edited.what.includes('another order');
        if (says.isSeen !== undefined && !isReordered) expect(isSeen, of).toBe(says.isSeen);
        if (says.addsNothing) told.clean += 1;
        if (says.isSeen === false) told.hidden += 1;
        if (added.length > 0) told.added += 1;
      }
      // Edits of all kinds were among them, or the agreement would say nothing.
      expect(told.added).toBeGreaterThan(20);
      if (name !== 'cycle') expect(told.clean).toBeGreaterThan(10);
    },
  );

  it.each([
    [
      'an assignment elsewhere ends what a closure knows',
      "let name: string | undefined = 'a';\nfunction reset(): void {}\nexport const size = () => name.length;\nreset();\n",
      'function reset(): void {}',
      'function reset(): void { name = undefined; }',
    ],
    [
      'a check at the top narrows no more',
      "declare const value: unknown;\nif (typeof value !== 'string') throw new Error('');\nexport const size: number = value.length;\n",
      "!== 'string'",
      "!== 'number'",
    ],
    [
      'a static block assigns something else',
      "let name: string | number = 'a';\nclass A { static { name = 'b'; } }\nexport const size: number = name.length;\nvoid A;\n",
      "name = 'b'",
      'name = 2',
    ],
    [
      'a directive is needed no more',
      "export function f(): number {\n  // @ts-expect-error\n  return 'a';\n}\n",
      "return 'a'",
      'return 1',
    ],
    [
      'a new name hides a global one',
      'export const list: number[] = Array(3);\nfunction one(): number { return 1; }\nvoid one;\n',
      'function one',
      "function Array(): string { return ''; }\nfunction one",
    ],
    [
      'a type changes behind its name, which is all that an inferred result shows',
      'interface Box { readonly size: number }\ndeclare function make(): Box;\nfunction made() { return make(); }\nexport const size: number = made().size;\n',
      'readonly size: number',
      'readonly length: number',
    ],
    [
      'what was inferred is another type',
      'function one() { return { size: 1 }; }\nfunction two() { return one(); }\nexport const size: number = two().size;\n',
      'size: 1 }',
      "size: '' }",
    ],
  ])('leaves the whole file to be checked, or finds it: %s', (_what, text, old, next) => {
    const { says, added } = judge(`${text}export {};\n`, `${text.replace(old, next)}export {};\n`, apart);
    expect(added).not.toEqual([]);
    expect(says.addsNothing).toBe(false);
  });

  it('knows that a function taken out of a method is nobody else’s concern', () => {
    const text = modules['shop'] ?? '';
    const before = 'for (const line of this.#lines) cents += centsOf(line);';
    const after = `${text.replace(before, 'cents += sumOf(this.#lines);')}
function sumOf(lines: Lines): number {
  let cents = 0;
  for (const line of lines) cents += centsOf(line);
  return cents;
}
`;
    expect(judge(text, after, apart)).toEqual({
      says: { addsNothing: true, isSeen: false },
      added: [],
      isSeen: false,
    });
  });
});
