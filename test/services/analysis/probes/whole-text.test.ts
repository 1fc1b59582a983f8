import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeBodies } from '../../../../server/src/services/analysis/probes/index.ts';
import { wholeTextOf } from '../../../../server/src/services/analysis/probes/whole-text.ts';
import { ts } from '../../../../server/src/services/analysis/typescript.ts';

function keysOf(text: string, path = 'src/a.ts'): readonly string[] {
  return probeBodies({ path, before: text, after: text }, [])?.keys ?? [];
}

/** Whether the module itself is another one after the edit, so that whoever loads it can notice. */
function changesModule(before: string, after: string, path?: string): boolean {
  return keysOf(before, path)[0] !== keysOf(after, path)[0];
}

const head = "import { size, type Box } from './box.ts';\n";
const idle = `${head}export function f(size2: Box) { return 1; }\n`;

describe('an edit inside of a body changes the module', () => {
  it.each<[string, string, string, string?]>([
    ['where it is the first to use an import', idle, idle.replace('return 1', 'return size')],
    ['where it is the last to use an import', `${head}const f = () => size(1);`, `${head}const f = () => 2;`],
    [
      'where it shadows the only use',
      `${head}const f = (n) => { return size(n); };`,
      `${head}const f = (n) => { const size = n; return size; };`,
    ],
    [
      'where the first use is one of a whole module',
      "import * as all from './all.ts';\nconst f = () => 1;",
      "import * as all from './all.ts';\nconst f = () => all;",
    ],
    [
      'where the first element appears, which calls what is not named',
      "import React from 'react';\nconst f = () => null;",
      "import React from 'react';\nconst f = () => <p />;",
      'src/a.tsx',
    ],
    [
      'where a runner would move it to the top',
      'export const f = () => 1;',
      "export const f = () => { vi.mock('./b.ts'); };",
    ],
    [
      'where a framework would take it out',
      "export const f = () => { 'use server'; return 1; };",
      "export const f = () => { 'use server'; return 2; };",
    ],
    [
      'where decorators keep types',
      `${head}const f = () => { class A { @bean m(a: string) {} } };`,
      `${head}const f = () => { class A { @bean m(a: Box) {} } };`,
    ],
    [
      'where no engine loads it any more',
      'exports.f = () => { let a = 1; };',
      'exports.f = () => { let a = 1; let a = 2; };',
      'src/a.js',
    ],
  ])('%s', (_where, before, after, path) => {
    expect(changesModule(before, after, path)).toBe(true);
  });
});

describe('an edit inside of a body leaves the module as it is', () => {
  it.each<[string, string, string, string?]>([
    ['where imports are used as before', idle, idle.replace('return 1', 'return 2')],
    ['where only a type is used more', idle, idle.replace('return 1', 'return 1 as Box')],
    [
      'where another use joins',
      `${head}const f = () => size(1); const g = () => 1;`,
      `${head}const f = () => size(1); const g = () => size(2);`,
    ],
    ['where a property has the name', idle, idle.replace('return 1', 'return ({ size: 1 }).size')],
    [
      'where something else has the name',
      idle,
      idle.replace('return 1', 'return ((size: number) => size)(1)'),
    ],
    [
      'in JavaScript, which loses no import',
      "import a from './a.js';\nexport const f = () => 1;",
      "import a from './a.js';\nexport const f = () => a;",
      'src/a.js',
    ],
  ])('%s', (_where, before, after, path) => {
    expect(changesModule(before, after, path)).toBe(false);
  });
});

it('keeps the imports that the compiler keeps', () => {
  const folder = join(import.meta.dirname, '../../../../server/src/services');
  const names = ['proof/prove-change.ts', 'proof/layers.ts', 'analysis/probes/add-probes.ts'];
  for (const name of names) {
    const text = readFileSync(join(folder, name), 'utf8');
    const [, used] = JSON.parse(wholeTextOf(parse(name, text))) as [boolean, string[]];
    expect(used, name).toEqual(keptIn(text));
    expect(used.length, name).toBeGreaterThan(3);
  }
});

function keptIn(text: string): readonly string[] {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  });
  return [...outputText.matchAll(/^import (?:\* as (\w+)|(\w+)|\{ ([^}]*) \}) from/gm)]
    .flatMap(([, all, one, some]) => (some ?? all ?? one ?? '').split(/,\s*/))
    .sort();
}

function parse(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
}
