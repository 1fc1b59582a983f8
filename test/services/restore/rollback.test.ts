import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isRefusal, refused, sha256 } from '../../../server/src/base/index.ts';
import type { StateRolledBack } from '../../../server/src/protocol/index.ts';
import {
  openEpochs,
  openRollbacks,
  type RollbackPorts,
  type Rollbacks,
} from '../../../server/src/services/restore/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { PowerCut, seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const signal = new AbortController().signal;
const state = '/state';
const tree = '/tree';
const places = ['approvals.json', 'run-memory.jsonl', 'config'];
const asked = { cause: 'asked', reason: 'A person asked for it.' } as const;

const older = new Map([
  ['approvals.json', '{ "a": "approved" }'],
  ['config/user.last-good.json', 'user, older'],
  ['config/workspace.last-good.json', 'workspace, older'],
]);
const newer = new Map([
  ['approvals.json', '{ "b": "approved" }'],
  ['config/user.last-good.json', 'user, newer'],
  ['run-memory.jsonl', 'what was found out later'],
]);
const user = new Map([
  ['a.ts', 'let a;'],
  ['.git/HEAD', 'ref: refs/heads/main'],
]);

/** What lies on one disk, whatever becomes of the processes that use it. */
interface World {
  readonly disk: UnreliableDisk;
  /** Records of the log that were acknowledged: they outlive every crash. */
  readonly recorded: StateRolledBack[];
}

interface Process {
  readonly rollbacks: Rollbacks;
  readonly epochs: RollbackPorts['epochs'];
  readonly warnings: string[];
}

/** A process that has just been started; ids go on, as time does. */
function start({ disk, recorded }: World, ports: Partial<RollbackPorts> = {}): Process {
  const warnings: string[] = [];
  const clock = new VirtualClock();
  let ids = disk.operations;
  const common = {
    ...{ stateFolder: state, disk, clock, places, warn: (message: string) => void warnings.push(message) },
    ids: () => `e${String((ids += 1)).padStart(6, '0')}`,
  };
  const epochs = openEpochs({
    ...{ ...common, build: 'build 1', newestPoint: () => Promise.resolve(undefined) },
    logEnd: () => Promise.resolve({ seq: 7, hash: 'abc' }),
  });
  const rollbacks = openRollbacks({
    ...{ ...common, epochs },
    alone: () => Promise.resolve({ release: () => Promise.resolve() }),
    log: {
      trouble: () => Promise.resolve(undefined),
      lastSeq: () => Promise.resolve(12),
      record(rollback) {
        if (!recorded.some(({ id }) => id === rollback.id)) recorded.push(rollback);
        return Promise.resolve(undefined);
      },
    },
    appliesSince: () => Promise.resolve(['r8']),
    tighten: (_epoch, files) => Promise.resolve(files),
    clearDerived: () => disk.removeTree(join(state, 'store')),
    ...ports,
  });
  return { rollbacks, epochs, warnings };
}

async function write(disk: UnreliableDisk, folder: string, files: ReadonlyMap<string, string>) {
  for (const [path, text] of files) {
    await disk.makeFolder(join(folder, path, '..'));
    await disk.write(join(folder, path), Buffer.from(text), 0o600);
  }
}

/** A state that was kept as `older` and is `newer` now, all of it on the platter. */
async function world(seed = 1): Promise<World & { readonly epoch: string }> {
  const disk = new UnreliableDisk(seeded(seed));
  await write(disk, tree, user);
  await write(disk, state, older);
  const made: World = { disk, recorded: [] };
  const { id } = accepted(await start(made).epochs.take('boot', signal));
  await disk.removeTree(join(state, 'config'));
  await write(disk, state, newer);
  await write(disk, state, new Map([['store/store.db', 'follows from the log']]));
  disk.settle();
  return { ...made, epoch: id };
}

/** The kept places as they are. */
async function stateOf({ disk }: World): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const path of new Set([...older.keys(), ...newer.keys()])) {
    const bytes = await disk.read(join(state, path));
    if (bytes) found.set(path, bytes.toString());
  }
  return found;
}

const isSame = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>) =>
  one.size === other.size && [...one].every(([path, text]) => other.get(path) === text);

describe('a rollback', () => {
  test('puts the kept state back as a whole, is recorded, and can be taken back', async () => {
    const made = await world();
    const untouched = made.disk.tree(tree);
    const { rollbacks } = start(made);
    const done = accepted(await rollbacks.rollBack({ state: made.epoch, ...asked }, signal));
    expect(await stateOf(made)).toEqual(older);
    expect(done).toMatchObject({ epoch: made.epoch, cause: 'asked', outcome: 'put_back', epochSeq: 7 });
    expect(made.recorded).toEqual([done]);
    expect(await made.disk.stat(join(state, 'store'))).toBeUndefined();
    const back = accepted(await rollbacks.rollBack({ state: done.before, ...asked }, signal));
    expect(await stateOf(made)).toEqual(newer);
    expect(made.recorded).toEqual([done, back]);
    expect(made.disk.tree(tree)).toEqual(untouched);
    expect([...made.disk.tree(state).keys()].filter((path) => path.startsWith('rollback'))).toEqual([]);
  });

  test('says what it would do, and does nothing', async () => {
    const made = await world();
    const before = made.disk.tree('/');
    expect(accepted(await start(made).rollbacks.plan('last-good'))).toEqual({
      state: made.epoch,
      files: [
        { path: 'approvals.json', change: 'replaced' },
        { path: 'config/user.last-good.json', change: 'replaced' },
        { path: 'config/workspace.last-good.json', change: 'comes_back' },
        { path: 'run-memory.jsonl', change: 'goes' },
      ],
      ...{ recordsSince: 5, appliesSince: ['r8'] },
    });
    expect(made.disk.tree('/')).toEqual(before);
  });

  test('leaves alone what is too large to be kept, for nobody could take that back', async () => {
    const made = await world();
    await made.disk.write(join(state, 'run-memory.jsonl'), Buffer.alloc(8 * 1024 * 1024 + 1));
    accepted(await start(made).rollbacks.rollBack({ state: made.epoch, ...asked }, signal));
    const kept = await made.disk.stat(join(state, 'run-memory.jsonl'));
    expect(kept?.sizeBytes).toBe(8 * 1024 * 1024 + 1);
  });

  test('puts things right where a folder lies in the place of a file, or a file in that of a folder', async () => {
    const made = await world();
    await made.disk.remove(join(state, 'approvals.json'));
    await made.disk.makeFolder(join(state, 'approvals.json', 'strange'));
    await made.disk.removeTree(join(state, 'config'));
    await made.disk.write(join(state, 'config'), Buffer.from('strange'));
    accepted(await start(made).rollbacks.rollBack({ state: made.epoch, ...asked }, signal));
    expect(await stateOf(made)).toEqual(older);
  });
});

describe('a rollback is refused with a sentence, and nothing is changed', () => {
  async function refusal(
    prepare: (made: World & { readonly epoch: string }) => Promise<string | undefined>,
    ports: Partial<RollbackPorts> = {},
  ): Promise<string> {
    const made = await world();
    const named = (await prepare(made)) ?? made.epoch;
    const sentence = sentenceOf(
      await start(made, ports).rollbacks.rollBack({ state: named, ...asked }, signal),
    );
    expect(await stateOf(made)).toEqual(newer);
    expect(made.recorded).toEqual([]);
    made.disk.fault = () => undefined;
    made.disk.capacityBytes = Infinity;
    expect(await start(made).rollbacks.settle(signal)).toBeUndefined();
    expect(await stateOf(made)).toEqual(newer);
    expect([...made.disk.tree(state).keys()].filter((path) => path.startsWith('rollback'))).toEqual([]);
    return sentence;
  }
  const manifest = (epoch: string) => join(state, 'epochs', epoch, 'epoch.json');

  test('where there is no such state', async () => {
    expect(await refusal(() => Promise.resolve('e9'))).toContain('There is no kept state e9');
    expect(await refusal(() => Promise.resolve('../epochs'))).toContain('There is no kept state ../epochs');
  });

  test('where it is damaged, or a newer Grace kept it', async () => {
    const damaged = await refusal(async ({ disk, epoch }) => {
      await disk.write(join(state, 'epochs', epoch, 'approvals.json'), Buffer.from('{}'));
      return undefined;
    });
    expect(damaged).toMatch(/The kept state e\d+ is damaged, and nothing of it was put back/u);
    const future = await refusal(async ({ disk, epoch }) => {
      await disk.write(manifest(epoch), Buffer.from('{ "format": 2 }'));
      return undefined;
    });
    expect(future).toContain('was written by a newer Grace: update Grace');
  });

  test('where it names a file that is none of the state', async () => {
    const sentence = await refusal(async ({ disk, epoch }) => {
      const json = JSON.parse((await disk.read(manifest(epoch)))?.toString() ?? '') as { files: unknown[] };
      const bytes = Buffer.from('stolen');
      const path = 'config/../../tree/a.ts';
      await write(disk, join(state, 'epochs', epoch), new Map([[path, 'stolen']]));
      json.files.push({ path, sizeBytes: bytes.length, sha256: sha256(bytes) });
      await disk.write(manifest(epoch), Buffer.from(JSON.stringify(json)));
      return undefined;
    });
    expect(sentence).toContain('is damaged');
  });

  test('where another Grace has the state open, or the log takes nothing', async () => {
    const held = { alone: () => Promise.resolve(refused('Another Grace has this workspace open.')) };
    const made = await world();
    const request = { state: made.epoch, ...asked };
    const busy = start(made, held);
    expect(sentenceOf(await busy.rollbacks.rollBack(request, signal))).toBe(
      'Another Grace has this workspace open.',
    );
    const trouble = () => Promise.resolve('Record 3 is damaged.');
    const log = { trouble, lastSeq: () => Promise.resolve(0), record: () => Promise.resolve(undefined) };
    expect(await refusal(() => Promise.resolve(undefined), { log })).toBe(
      'Nothing was put back, for it could not be recorded. Record 3 is damaged.',
    );
  });

  test('where the disk takes nothing, whichever write fails', async () => {
    const trial = await world();
    let writes = 0;
    let committedAt = Infinity;
    trial.disk.fault = (operation, path) => {
      writes += 1;
      if (operation === 'rename' && path === join(state, 'rollback')) committedAt = writes;
      return undefined;
    };
    accepted(await start(trial).rollbacks.rollBack({ state: trial.epoch, ...asked }, signal));
    expect(committedAt).toBeLessThan(writes);
    for (let failing = 1; failing <= committedAt; failing += 1)
      for (const code of ['ENOSPC', 'EROFS']) {
        const sentence = await refusal(({ disk }) => {
          let seen = 0;
          disk.fault = () => ((seen += 1) >= failing ? code : undefined);
          return Promise.resolve(undefined);
        });
        expect(sentence).toMatch(/^Nothing was put back/u);
      }
  });
});

describe('after a crash at any moment', () => {
  /** Lets one happen at this operation of a rollback, and starts again, crashing there as well where that is asked for. */
  async function crashed(seed: number, at: number, crash: 'power-cut' | 'killed', again?: number) {
    const made = await world(seed);
    const untouched = made.disk.tree(tree);
    made.disk.cutAt = made.disk.operations + at;
    const request = { state: made.epoch, ...asked };
    const first = await start(made)
      .rollbacks.rollBack(request, signal)
      .catch((thrown: unknown) => thrown);
    const isOver = !isRefusal(first) && !(first instanceof PowerCut);
    made.disk.restart(crash);
    if (again !== undefined) {
      made.disk.cutAt = made.disk.operations + again;
      await start(made)
        .rollbacks.settle(signal)
        .catch(() => undefined);
      made.disk.restart(crash);
    }
    const settled = await start(made).rollbacks.settle(signal);
    return { made, untouched, isOver, settled };
  }

  const cases = [
    { crash: 'killed', again: undefined },
    { crash: 'power-cut', again: undefined },
    { crash: 'power-cut', again: 'somewhere' },
  ] as const;
  test.each(cases)(
    'the next start finds one state as a whole: $crash, again $again',
    async ({ crash, again }) => {
      const seen = { old: 0, new: 0 };
      let at = 0;
      for (let isOver = false; !isOver; at += 1) {
        for (let seed = 0; seed < 4; seed += 1) {
          const second = again && Math.floor(seeded(at * 10 + seed)() * 40);
          const end = await crashed(seed, at, crash, second);
          isOver = end.isOver;
          const found = await stateOf(end.made);
          expect(isRefusal(end.settled)).toBe(false);
          const outcome = isSame(found, older) ? 'new' : isSame(found, newer) ? 'old' : 'mixed';
          expect(`${at} ${outcome}`).not.toContain('mixed');
          if (outcome === 'mixed') continue;
          seen[outcome] += 1;
          // Whoever starts says which it is: what is in the log is what is there.
          expect(end.made.recorded.map((each) => each.outcome)).toEqual(
            outcome === 'new' ? ['put_back'] : [],
          );
          expect(end.made.disk.tree(tree)).toEqual(end.untouched);
          expect(await start(end.made).rollbacks.settle(signal)).toBeUndefined();
          expect(end.made.disk.tree(state).has('rollback/')).toBe(false);
        }
      }
      expect(seen.old).toBeGreaterThan(20);
      expect(seen.new).toBeGreaterThan(20);
    },
  );

  test('and the kept state damaged since, the one from before is there again, and it is said', async () => {
    const made = await world();
    made.disk.fault = (operation, path) =>
      operation === 'rename' && path === join(state, 'config/user.last-good.json') ? 'EIO' : undefined;
    const { rollbacks } = start(made);
    const first = sentenceOf(await rollbacks.rollBack({ state: made.epoch, ...asked }, signal));
    expect(first).toContain('could not be finished');
    expect(isSame(await stateOf(made), newer)).toBe(false);
    made.disk.fault = () => undefined;
    await made.disk.write(join(state, 'rollback/files/approvals.json'), Buffer.from('rotten'));
    const settled = accepted(await start(made).rollbacks.settle(signal));
    expect(settled).toMatchObject({ outcome: 'called_off' });
    expect(await stateOf(made)).toEqual(newer);
    expect(made.recorded).toEqual([settled]);
  });

  test('and both of them damaged since, nothing is made of it but a sentence', async () => {
    const made = await world();
    made.disk.fault = (operation, path) =>
      operation === 'rename' && path === join(state, 'config/user.last-good.json') ? 'EIO' : undefined;
    await start(made).rollbacks.rollBack({ state: made.epoch, ...asked }, signal);
    made.disk.fault = () => undefined;
    await made.disk.write(join(state, 'rollback/files/approvals.json'), Buffer.from('rotten'));
    for (const { name } of await made.disk.list(join(state, 'epochs')))
      await made.disk.write(join(state, 'epochs', name, 'epoch.json'), Buffer.from('rotten'));
    const before = made.disk.tree(state);
    expect(sentenceOf(await start(made).rollbacks.settle(signal))).toContain(
      'neither that state nor the one from before',
    );
    expect(made.disk.tree(state)).toEqual(before);
  });

  test('a log that takes nothing holds nobody up: the next start records it', async () => {
    const made = await world();
    const record = () => Promise.resolve(refused('The disk is full.'));
    const log = { trouble: () => Promise.resolve(undefined), lastSeq: () => Promise.resolve(12), record };
    const first = start(made, { log });
    const done = accepted(await first.rollbacks.rollBack({ state: made.epoch, ...asked }, signal));
    expect(first.warnings.join()).toContain('it is not in the log yet');
    await made.disk.write(join(state, 'approvals.json'), Buffer.from('{ "since": "approved" }'));
    expect(await start(made).rollbacks.settle(signal)).toEqual(done);
    expect(made.recorded).toEqual([done]);
    expect((await made.disk.read(join(state, 'approvals.json')))?.toString()).toContain('since');
  });
});
