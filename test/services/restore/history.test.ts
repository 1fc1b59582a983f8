import {
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
  chmod,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemDisk } from '../../../server/src/adapters/index.ts';
import { systemClock } from '../../../server/src/base/index.ts';
import type { FileChange } from '../../../server/src/protocol/index.ts';
import { openRestore, type Restore } from '../../../server/src/services/restore/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';

const signal = new AbortController().signal;
let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grace-history-'));
  root = join(folder, 'tree');
  await mkdir(root);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

let count = 0;
async function open(): Promise<Restore> {
  const ids = () => `h${count++}`;
  const stateFolder = join(folder, 'state');
  return accepted(await openRestore({ root, stateFolder, disk: systemDisk, clock: systemClock, ids }));
}

/** Everything in the tree: paths, modes, link targets, bytes. */
async function snapshot(at = root): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(at)).sort()) {
    const path = join(at, name);
    const stats = await lstat(path);
    const key = path.slice(root.length + 1);
    if (stats.isSymbolicLink()) found[key] = `-> ${await readlink(path)}`;
    else if (stats.isDirectory()) Object.assign(found, { [`${key}/`]: 'folder' }, await snapshot(path));
    else found[key] = `${(stats.mode & 0o777).toString(8)} ${(await readFile(path)).toString('latin1')}`;
  }
  return found;
}

async function put(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
  await chmod(join(root, path), mode);
}

const lineEnds = ['\n', '\r\n', ''] as const;
const text = fc
  .record({
    mark: fc.constantFrom('', '\uFEFF'),
    lines: fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom(...lineEnds)), {
      maxLength: 6,
    }),
  })
  .map(({ mark, lines }) => mark + lines.map(([line, end]) => line + end).join(''));
const paths = ['a.ts', 'src/b.ts', 'src/deep/c.ts', 'src/deep/er/d.ts', 'ünïcode/é.ts'];
const step = fc.record({
  what: fc.constantFrom('apply', 'apply', 'undo', 'restart', 'mode', 'neighbour'),
  texts: fc.array(fc.option(text, { nil: null }), { minLength: paths.length, maxLength: paths.length }),
  touched: fc.subarray(paths, { minLength: 1 }),
  mode: fc.constantFrom(0o644, 0o755, 0o600),
  bytes: fc.uint8Array({ maxLength: 20 }),
});

describe('random histories on the real disk', () => {
  test('undoing every apply, last one first, gives back the first tree to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        await rm(root, { recursive: true, force: true });
        await put('neighbour.bin', Uint8Array.of(0, 255, 10));
        await put('a.ts', 'start\r\n', 0o755);
        await symlink('neighbour.bin', join(root, 'link'));
        let restore = await open();
        // What stands, last one first, each with the tree from before it.
        const standing: { id: string; before: Record<string, string> }[] = [];
        for (const { what, texts, touched, mode, bytes } of steps) {
          if (what === 'restart') restore = await open();
          // A neighbour or a mode that changes is part of no apply, so all undo ends here.
          if (what === 'neighbour') await put('neighbour.bin', bytes);
          if (what === 'mode') await chmod(join(root, 'neighbour.bin'), mode);
          if (what === 'neighbour' || what === 'mode') standing.length = 0;
          const last = what === 'undo' ? standing.pop() : undefined;
          if (last) {
            const outcome = accepted(await restore.undo(last.id, signal));
            expect(outcome.merged).toEqual([]);
            expect(await snapshot()).toEqual(last.before);
          }
          if (what !== 'apply') continue;
          const files = await Promise.all(
            touched.map((path) => changeOf(path, texts[paths.indexOf(path)] ?? null)),
          );
          const before = await snapshot();
          const answer = await restore.apply({ files }, 'step', signal);
          if ('kind' in answer) {
            expect(answer.message).toContain('nothing to write');
            continue;
          }
          standing.push({ id: answer.id, before });
          for (const { path, after } of files) expect(await bytesOf(path)).toBe(after);
        }
        for (const { id, before } of standing.reverse()) {
          accepted(await restore.undo(id, signal));
          expect(await snapshot()).toEqual(before);
        }
      }),
      { numRuns: 40, seed: 20_261_123 },
    );
  }, 120_000);
});

describe('on the real disk', () => {
  test('the other name of a hard-linked file keeps its content', async () => {
    await put('a.ts', 'old\n', 0o640);
    await link(join(root, 'a.ts'), join(folder, 'other-name.ts'));
    const restore = await open();
    const { id } = accepted(
      await restore.apply({ files: [{ path: 'a.ts', before: 'old\n', after: 'new\n' }] }, 'x', signal),
    );
    expect(await bytesOf('a.ts')).toBe('new\n');
    expect(await readFile(join(folder, 'other-name.ts'), 'utf8')).toBe('old\n');
    accepted(await restore.undo(id, signal));
    expect(await snapshot()).toEqual({ 'a.ts': '640 old\n' });
  });

  test('a folder link inside the workspace is written through; one that leads outside is refused', async () => {
    await put('real/a.ts', 'old\n');
    await symlink('real', join(root, 'alias'));
    await mkdir(join(folder, 'outside'));
    await symlink(join(folder, 'outside'), join(root, 'out'));
    const restore = await open();
    const before = await snapshot();
    const inside = { files: [{ path: 'alias/a.ts', before: 'old\n', after: 'new\n' }] };
    const { id } = accepted(await restore.apply(inside, 'x', signal));
    expect(await bytesOf('real/a.ts')).toBe('new\n');
    accepted(await restore.undo(id, signal));
    const outside = { files: [{ path: 'out/a.ts', before: null, after: 'new\n' }] };
    expect(sentenceOf(await restore.apply(outside, 'x', signal))).toContain('leads outside');
    expect(await readdir(join(folder, 'outside'))).toEqual([]);
    expect(await snapshot()).toEqual(before);
  });

  test('a file may be named once only, also through a link', async () => {
    await put('real/a.ts', 'old\n');
    await symlink('real', join(root, 'alias'));
    const files = ['real/a.ts', 'alias/a.ts'].map((path) => ({ path, before: 'old\n', after: `${path}\n` }));
    expect(sentenceOf(await (await open()).apply({ files }, 'x', signal))).toContain('which are one file');
  });

  test('a read-only tree is refused and left as it is, even for root', async () => {
    await put('src/a.ts', 'old\n');
    await chmod(join(root, 'src'), 0o555);
    const before = await snapshot();
    const change = { files: [{ path: 'src/a.ts', before: 'old\n', after: 'new\n' }] };
    expect(sentenceOf(await (await open()).apply(change, 'x', signal))).toContain('read-only');
    expect(await snapshot()).toEqual(before);
    await chmod(join(root, 'src'), 0o755);
  });

  test('the state folder keeps less than twice the bytes that were touched, and only for its owner', async () => {
    const restore = await open();
    let touched = 0;
    for (let round = 0; round < 10; round++) {
      const before = round === 0 ? null : source(round - 1);
      const { id } = accepted(
        await restore.apply({ files: [{ path: 'a.ts', before, after: source(round) }] }, 'x', signal),
      );
      accepted(await restore.undo(id, signal));
      accepted(await restore.apply({ files: [{ path: 'a.ts', before, after: source(round) }] }, 'x', signal));
      touched += Buffer.byteLength(source(round));
    }
    let kept = 0;
    for (const entry of await readdir(join(folder, 'state'), { recursive: true, withFileTypes: true })) {
      const stats = await lstat(join(entry.parentPath, entry.name));
      if (entry.isFile()) kept += stats.size;
      expect((stats.mode & 0o077).toString(8), entry.name).toBe('0');
    }
    expect(kept).toBeLessThan(2 * touched);
  });
});

function source(version: number): string {
  return Array.from(
    { length: 80 },
    (_, line) => `export const v${line} = ${line * 31 * (version + 1)};\n`,
  ).join('');
}

async function changeOf(path: string, after: string | null): Promise<FileChange> {
  return { path, before: await bytesOf(path), after };
}

async function bytesOf(path: string): Promise<string | null> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch {
    return null;
  }
}
