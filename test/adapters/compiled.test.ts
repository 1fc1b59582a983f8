import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const adapter = join(import.meta.dirname, '../../server/src/adapters/compiled.ts');
let home: string;
let folder: string;
let bundle: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'grace-compiled-'));
  folder = join(home, 'cache', 'compiled');
  bundle = join(home, 'program.js');
  program('here');
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A program that says one word, with what a module finds around itself. */
function program(word: string): void {
  const lines = [
    `exports.say = () => require('node:fs').writeSync(1, '${word}');`,
    'exports.say();',
    `if (module.exports !== exports || __filename !== ${JSON.stringify(bundle)}) throw new Error('not a module');`,
  ];
  writeFileSync(bundle, lines.join('\n'));
}

/** Runs it in a process of its own, with `more` done after it. */
function run(kind = 'test', more = ''): { readonly said: string; readonly failed: string } {
  const options = JSON.stringify({ folder, kind, keepAfterMs: 0 });
  const script = `import { runCompiled } from ${JSON.stringify(adapter)}; runCompiled(${JSON.stringify(bundle)}, ${options}); ${more}`;
  const child = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]);
  return { said: child.stdout.toString(), failed: child.stderr.toString() };
}

/** What is kept, with what tells whether it was written anew. */
const kept = () =>
  readdirSync(folder).map((name) => {
    const { ino, mtimeMs, size } = statSync(join(folder, name));
    return { name, ino, mtimeMs, size };
  });

test('what was compiled is kept once, for this program alone, and used from then on', () => {
  expect(run()).toEqual({ said: 'here', failed: '' });
  const first = kept();
  expect(first.map(({ name }) => name)).toEqual([expect.stringMatching(/^program-test-\w+-\w+\.code$/)]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(run()).toEqual({ said: 'here', failed: '' });
  expect(kept()).toEqual(first);
  run('another');
  expect(kept()).toHaveLength(2);
});

/** Puts what was kept of a program as long as this one in the place of what is kept of it. */
function mistaken(): void {
  run();
  const path = join(folder, kept()[0]?.name ?? '');
  program('gone');
  run();
  const other = kept().find(({ name }) => join(folder, name) !== path)?.name ?? '';
  writeFileSync(path, readFileSync(join(folder, other)));
  program('here');
}

test('what is kept is what runs, unless others may have written it', () => {
  mistaken();
  expect(run().said).toBe('gone');
  chmodSync(folder, 0o770);
  expect(run().said).toBe('here');
});

test('a program that was changed runs as it is now, also where its length is the same', () => {
  run();
  program('gone');
  expect(run()).toEqual({ said: 'gone', failed: '' });
  program('here');
  expect(run()).toEqual({ said: 'here', failed: '' });
});

test('what is damaged, cut short, empty or of something else is compiled anew and kept again', () => {
  run();
  const path = join(folder, kept()[0]?.name ?? '');
  const good = readFileSync(path);
  const flipped = Buffer.from(good);
  flipped[good.length - 9] = (flipped[good.length - 9] ?? 0) ^ 1;
  for (const bytes of [flipped, good.subarray(0, 500), Buffer.alloc(0), Buffer.from('something else')]) {
    writeFileSync(path, bytes);
    expect(run()).toEqual({ said: 'here', failed: '' });
    expect(statSync(path).size).toBeGreaterThan(good.length / 2);
    expect(readFileSync(path).equals(bytes)).toBe(false);
  }
});

test('a process that is killed has kept what was compiled', () => {
  run('test', "setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);");
  expect(kept()).toHaveLength(1);
});

test('where others may write nothing is read or written, and a folder that cannot be made is done without', () => {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
  expect(run()).toEqual({ said: 'here', failed: '' });
  expect(kept()).toEqual([]);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'a file');
  expect(run()).toEqual({ said: 'here', failed: '' });
});

test('a program that fails says so once, and is not run again', () => {
  writeFileSync(bundle, "require('node:fs').writeSync(1, 'once.'); throw new Error('as it is');");
  const { said, failed } = run();
  expect(said).toBe('once.');
  expect(failed).toContain('Error: as it is');
  expect(failed).toContain(`${bundle}:1:`);
});

test('no more than twelve are kept, the oldest go first', () => {
  run();
  const path = join(folder, kept()[0]?.name ?? '');
  for (let index = 0; index < 20; index += 1) {
    const other = join(folder, `other-${index}.code`);
    writeFileSync(other, 'x');
    utimesSync(other, 1_000 + index, 1_000 + index);
  }
  rmSync(path);
  run();
  const names = kept().map(({ name }) => name);
  expect(names).toHaveLength(12);
  expect(names).toEqual(expect.arrayContaining(['other-19.code', 'other-9.code']));
  expect(names).not.toContain('other-8.code');
});
