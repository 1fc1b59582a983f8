import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemDisk } from '../../../server/src/adapters/index.ts';
import { isRefusal, systemClock } from '../../../server/src/base/index.ts';
import { actions, journalledFiles, type ActionPorts } from '../../../server/src/features/healing/index.ts';
import { openRestore } from '../../../server/src/services/restore/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { treeHash } from '../../support/tree-hash.ts';
import { HealingWorld, playbook, playbookFile } from './healing-world.ts';

const signal = new AbortController().signal;
let folder = '';
let root = '';
let means: ActionPorts;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grace-patch-'));
  root = join(folder, 'tree');
  await mkdir(join(root, 'src'), { recursive: true });
  await mkdir(join(root, '.git', 'hooks'), { recursive: true });
  await writeFile(join(root, 'src', 'a.ts'), 'one\r\nbad\r\ntwo\r\nthree\r\nfour\r\n');
  await writeFile(join(root, '.git', 'hooks', 'pre-commit'), 'bad');
  await writeFile(join(folder, 'elsewhere.ts'), 'bad');
  let count = 0;
  const ids = () => `h${count++}`;
  const stateFolder = join(folder, 'state');
  const restore = accepted(
    await openRestore({ root, stateFolder, disk: systemDisk, clock: systemClock, ids }),
  );
  const read = async (path: string) => (await systemDisk.read(join(root, path)))?.toString('utf8');
  means = { ...new HealingWorld(playbookFile(playbook())).means(), files: journalledFiles(restore, read) };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function patch(file: string) {
  const input = { title: 'Mend', file, find: 'bad', replace: 'good' };
  const looked = accepted(await actions.apply_patch.look(input, means, signal));
  const deed = { input, before: looked.before, key: 'k1', incident: 'i1' };
  return { deed, output: await actions.apply_patch.run(deed, means, signal) };
}

const textOf = (path: string) => readFile(join(root, path), 'utf8');

it('writes a patch through the journal, and takes it back byte for byte', async () => {
  const before = await treeHash(root);
  const { deed, output } = await patch('src/a.ts');
  expect(isRefusal(output)).toBe(false);
  expect(await textOf('src/a.ts')).toBe('one\r\ngood\r\ntwo\r\nthree\r\nfour\r\n');
  expect(await actions.apply_patch.undo(deed, means, signal)).toBeUndefined();
  expect(await treeHash(root)).toBe(before);
});

it('has nothing to take back where a crash came before anything was written', async () => {
  const { deed } = await patch('src/a.ts');
  await actions.apply_patch.undo(deed, means, signal);
  const before = await treeHash(root);
  expect(await actions.apply_patch.undo(deed, means, signal)).toBeUndefined();
  expect(await treeHash(root)).toBe(before);
});

it('keeps what a person wrote elsewhere in the file since, when it takes a patch back', async () => {
  const { deed } = await patch('src/a.ts');
  await writeFile(join(root, 'src', 'a.ts'), 'one\r\ngood\r\ntwo\r\nthree\r\nfour\r\nfive\r\n');
  expect(await actions.apply_patch.undo(deed, means, signal)).toBeUndefined();
  expect(await textOf('src/a.ts')).toBe('one\r\nbad\r\ntwo\r\nthree\r\nfour\r\nfive\r\n');
});

it('leaves a file alone that a person edited in the same place since, and says so', async () => {
  const { deed } = await patch('src/a.ts');
  await writeFile(join(root, 'src', 'a.ts'), 'one\r\nbetter\r\ntwo\r\n');
  expect(sentenceOf(await actions.apply_patch.undo(deed, means, signal))).toContain(
    'src/a.ts was edited since',
  );
  expect(await textOf('src/a.ts')).toBe('one\r\nbetter\r\ntwo\r\n');
});

it.each(['.git/hooks/pre-commit', 'src/link.ts'])(
  'does not write %s, whatever a playbook says',
  async (file) => {
    await symlink(join(folder, 'elsewhere.ts'), join(root, 'src', 'link.ts'));
    const before = await treeHash(folder, { except: ['state'] });
    const { output } = await patch(file);
    expect(isRefusal(output)).toBe(true);
    expect(await treeHash(folder, { except: ['state'] })).toBe(before);
  },
);
