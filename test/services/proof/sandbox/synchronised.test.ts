import fc from 'fast-check';
import { chmod, mkdir, mkdtemp, realpath, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemDisk, systemProcesses } from '../../../../server/src/adapters/index.ts';
import { isRefusal, systemClock } from '../../../../server/src/base/index.ts';
import { openSandbox, type Sandbox } from '../../../../server/src/services/proof/sandbox/index.ts';
import { treeLines } from '../../../support/tree-hash.ts';

const { signal } = new AbortController();

let parent: string;
beforeAll(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), 'grace-synchronised-')));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

/** Few names, so that edits meet: files become folders, links become files, what was removed comes back. */
const names = ['a.ts', 'b.ts', 'lib', 'lib/c.ts', 'lib/deep', 'lib/deep/d.ts', 'e'];
const contents = ['', 'one', 'two', 'three'];

type Edit =
  | {
      readonly kind: 'write' | 'remove' | 'folder' | 'link' | 'mode';
      readonly name: string;
      readonly content: string;
    }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('write', 'write', 'write', 'remove', 'folder', 'link', 'mode'),
    name: fc.constantFrom(...names),
    content: fc.constantFrom(...contents),
  }),
  fc.record({ kind: fc.constant('rename'), name: fc.constantFrom(...names), to: fc.constantFrom(...names) }),
);

/** What happens between two syncs: edits of the tree, edits by tools in the copy, layers that are left lying. */
const round = fc.record({
  tree: fc.array(edit, { maxLength: 6 }),
  copy: fc.array(edit, { maxLength: 3 }),
  overlay: fc.option(fc.constantFrom(...contents)),
  reopen: fc.boolean(),
});

describe('a sandbox after any edits and a sync', () => {
  it('is equal to the tree', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
        run += 1;
        const tree = join(parent, `tree-${run}`);
        await mkdir(tree);
        let sandbox = await opened(tree, run);
        for (const { tree: treeEdits, copy: copyEdits, overlay, reopen } of rounds) {
          if (overlay !== null) await sandbox.overlay(new Map([['a.ts', overlay]]), signal);
          for (const one of treeEdits) await perform(tree, one);
          for (const one of copyEdits) await perform(sandbox.tree, one);
          if (reopen) {
            await sandbox.close();
            sandbox = await opened(tree, run);
          } else {
            const report = await sandbox.sync(signal);
            if (isRefusal(report)) throw new Error(report.message);
          }
          expect(await fileLines(sandbox.tree)).toEqual(await fileLines(tree));
        }
        await sandbox.close();
      }),
      { numRuns: 60 },
    );
  });
});

async function opened(tree: string, run: number): Promise<Sandbox> {
  const sandbox = await openSandbox(
    {
      facts: { root: tree, manager: { kind: 'none' }, packages: [] },
      folder: join(parent, `cache-${run}`),
      disk: systemDisk,
      processes: systemProcesses,
      clock: systemClock,
    },
    signal,
  );
  if (isRefusal(sandbox)) throw new Error(sandbox.message);
  return sandbox;
}

/** Folder modes follow the process, not the tree. */
async function fileLines(folder: string): Promise<readonly string[]> {
  return (await treeLines(folder)).map((line) =>
    line.endsWith(' folder\n') ? line.replace(/ \d+ /, ' ') : line,
  );
}

/** Edits that do not fit the tree as it is (a file below a file) are edits nobody can make. */
async function perform(base: string, one: Edit): Promise<void> {
  const path = join(base, one.name);
  try {
    if (one.kind === 'rename') await rename(path, join(base, one.to));
    else if (one.kind === 'remove') await rm(path, { recursive: true });
    else if (one.kind === 'folder') await mkdir(path, { recursive: true });
    else if (one.kind === 'mode') await chmod(path, one.content === 'one' ? 0o755 : 0o600);
    else if (one.kind === 'link') {
      await unlink(path).catch(() => undefined);
      await symlink(one.content === '' ? 'a.ts' : `./${one.content}`, path);
    } else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, one.content);
    }
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
  }
}
