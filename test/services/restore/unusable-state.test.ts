import { expect, test } from 'vitest';
import { systemClock } from '../../../server/src/base/index.ts';
import { openRestore } from '../../../server/src/services/restore/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { change, fill, open, root, signal, stateFolder, treeOf, tryOpen } from './crash-world.ts';

async function filled(): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(29));
  await fill(disk);
  return disk;
}

const troubles = {
  EACCES: 'the permission is missing',
  EROFS: 'the file system is mounted read-only',
  ENOSPC: 'the disk is full',
};

for (const [code, reason] of Object.entries(troubles)) {
  test(`a state folder without room for restore points (${code}) is refused: where, why and what to do`, async () => {
    const disk = await filled();
    const before = treeOf(disk);
    disk.fault = (_operation, path) => (path.startsWith(stateFolder) ? code : undefined);
    const sentence = sentenceOf(await tryOpen(disk));
    expect(sentence).toContain(`Grace cannot keep restore points in ${stateFolder}/restore/packs`);
    expect(sentence).toContain(reason);
    expect(sentence).toContain('XDG_STATE_HOME');
    expect(treeOf(disk)).toBe(before);
    disk.fault = () => undefined;
    accepted(await (await open(disk)).apply(change, 'Try it', signal));
  });
}

test('a failure that is not the disk’s is thrown', async () => {
  const disk = await filled();
  disk.makeFolder = () => Promise.reject(new TypeError('not a failure of the disk'));
  await expect(tryOpen(disk)).rejects.toThrow('not a failure of the disk');
});

test('a lock that cannot be taken: the start says so, an apply is refused, and nothing is changed', async () => {
  const disk = await filled();
  accepted(await (await open(disk)).apply(change, 'Try it', signal));
  const before = treeOf(disk);
  const restore = accepted(
    await openRestore({
      ...{ root, stateFolder, disk, clock: systemClock, ids: () => 'later' },
      exclusive: () => Promise.reject(Object.assign(new Error('mkdir'), { code: 'EACCES' })),
    }),
  );
  const [said, ...rest] = await restore.recover(signal);
  expect(rest).toEqual([]);
  expect(said).toMatchObject({ id: 'journal', outcome: 'needs-you', files: [] });
  expect(said?.message).toContain(`earlier crash may have left in ${stateFolder}/restore: the permission is`);
  expect(sentenceOf(await restore.undo('r0', signal))).toContain('the permission is missing');
  expect((await restore.list()).map(({ id }) => id)).toEqual(['r0']);
  expect(treeOf(disk)).toBe(before);
});
