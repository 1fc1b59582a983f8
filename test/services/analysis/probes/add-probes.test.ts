import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addProbes } from '../../../../server/src/services/analysis/probes/index.ts';
import { ts } from '../../../../server/src/services/analysis/typescript.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'grace-probes-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the probed file, then `call`, and answers which of the wanted lines were executed, and what `call` gave. */
function executed(after: string, lines: readonly number[], call = '', before: string | null = null) {
  const probed = addProbes({ path: 'src/a.ts', before, after }, lines)!;
  expect(probed.text.split('\n').length).toBeGreaterThanOrEqual(after.split('\n').length);
  const hits = join(folder, 'hits');
  writeFileSync(hits, '');
  const script = ts.transpile(probed.text.replaceAll(probed.hitsToken, hits), {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
  });
  const value: unknown = runInNewContext(`${script};${call}`, { process, exports: {} });
  const seen = new Set(
    readFileSync(hits, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => Number(line.split(' ')[0])),
  );
  const ran = probed.lines.filter(({ probes }) => probes.every((probe) => seen.has(probe)));
  return { wanted: probed.lines.map(({ line }) => line), ran: ran.map(({ line }) => line), value };
}

describe('probes', () => {
  it('tell the arm that ran from the one that did not, with and without braces', () => {
    const text = [
      'export function pick(x: number): string {',
      '  if (x > 1)',
      "    return 'many';",
      '  else {',
      "    return 'one';",
      '  }',
      '}',
    ].join('\n');
    expect(executed(text, [2, 3, 5], 'pick(5)')).toEqual({ wanted: [2, 3, 5], ran: [2, 3], value: 'many' });
    expect(executed(text, [2, 3, 5], 'pick(0)')).toEqual({ wanted: [2, 3, 5], ran: [2, 5], value: 'one' });
  });

  it('ask for the callback as well when it stands on the changed line', () => {
    const text = 'const run = (f: () => void) => { f(); };\nlet n = 0;\nconst later = () => n++;\n';
    expect(executed(text, [3]).ran).toEqual([]);
    expect(executed(text, [3], 'run(later); n')).toMatchObject({ ran: [3], value: 1 });
  });

  it('ask for the branch of an expression only when it does something', () => {
    const text =
      "const name = (x?: string) =>\n  x ?? 'none';\nconst both = (x: boolean) =>\n  x ? name('a') : name();\n";
    expect(executed(text, [2], "name('x')").ran).toEqual([2]);
    expect(executed(text, [4], 'both(true)').ran).toEqual([]);
    expect(executed(text, [4], 'both(true); both(false)').ran).toEqual([4]);
  });

  it('count a line in the middle of a statement by the statement', () => {
    const text = 'function f() {\n  return [\n    1,\n    2,\n  ].length;\n}\n';
    expect(executed(text, [4], 'f()')).toMatchObject({ ran: [4], value: 2 });
    expect(executed(text, [4]).ran).toEqual([]);
  });

  it('count a signature by its body', () => {
    const text = 'class A {\n  m(\n    a = 1,\n  ) {\n    return a;\n  }\n}\n';
    expect(executed(text, [3]).ran).toEqual([]);
    expect(executed(text, [3], 'new A().m()')).toMatchObject({ ran: [3], value: 1 });
  });

  it('ask for the block from which a statement was removed', () => {
    const before = 'let n = 0;\nfunction f() {\n  n += 1;\n  return n;\n}\n';
    const after = 'let n = 0;\nfunction f() {\n  return n;\n}\n';
    expect(executed(after, [], '', before)).toMatchObject({ wanted: [2], ran: [] });
    expect(executed(after, [], 'f()', before)).toMatchObject({ wanted: [2], ran: [2] });
  });

  it('ask that the module was loaded when only its exports changed', () => {
    expect(executed("'use strict';\nexport {};\nfunction f() {}\n", [])).toMatchObject({
      wanted: [1],
      ran: [1],
    });
  });

  it('keep the meaning of labels, cases, directives and single statements', () => {
    const text = [
      'function f(xs: number[]) {',
      "  'use strict';",
      '  let sum = 0;',
      '  outer: for (const x of xs) for (const y of xs) {',
      '    if (y === 2) continue outer;',
      '    switch (x) { case 1: sum += 10; break; default: sum += y; }',
      '  }',
      '  while (sum < 100) sum *= 2;',
      '  return sum',
      '}',
    ].join('\n');
    const all = [2, 3, 4, 5, 6, 8, 9];
    const plain: unknown = runInNewContext(`${ts.transpile(text)};f([1, 2, 3])`);
    const { value, ran } = executed(text, all, 'f([1, 2, 3])');
    expect(value).toBe(plain);
    expect(ran).toEqual(all);
  });

  it('leave declarations and other files alone', () => {
    expect(addProbes({ path: 'a.d.ts', before: null, after: 'export {};' }, [1])).toBeUndefined();
    expect(addProbes({ path: 'a.json', before: null, after: '{}' }, [1])).toBeUndefined();
    expect(addProbes({ path: 'a.ts', before: 'x()', after: null }, [])).toBeUndefined();
  });
});
