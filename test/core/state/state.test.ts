import { describe, expect, test } from 'vitest';
import { isRefusal, systemClock, type Clock } from '../../../server/src/base/index.ts';
import { openState, type Machine, type State } from '../../../server/src/core/state/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';

const signal = new AbortController().signal;
const linux: Machine = {
  platform: 'linux',
  home: '/home/ada',
  variables: {},
  host: 'engine',
  pid: 100,
  bootMs: 1_000_000,
};

interface Setting {
  readonly disk: UnreliableDisk;
  readonly alive?: readonly number[];
  readonly machine?: Partial<Machine>;
  readonly clock?: Clock;
}

let ids = 0;

function tryOpen({ disk, alive = [], machine, clock = hurriedClock() }: Setting) {
  return openState({
    root: '/work',
    disk,
    processes: { isAlive: (pid) => alive.includes(pid) },
    clock,
    ids: () => `id${ids++}`,
    machine: { ...linux, ...machine },
  });
}

async function opened(setting: Setting): Promise<State> {
  return accepted(await tryOpen(setting));
}

/** Sleeping takes no time, but time passes by it. */
function hurriedClock(): Clock {
  let nowMs = systemClock.now();
  return {
    now: () => nowMs,
    monotonic: () => nowMs,
    sleep: async (delayMs) => {
      nowMs += delayMs;
      await Promise.resolve();
    },
  };
}

async function diskWithRoot(): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/work');
  await disk.makeFolder('/home/ada');
  disk.settle();
  return disk;
}

describe('the state folder', () => {
  const homes: readonly [string, Partial<Machine>, string][] = [
    ['Linux', {}, '/home/ada/.local/state/grace/workspaces/work-'],
    ['XDG_STATE_HOME', { variables: { XDG_STATE_HOME: '/var/x' } }, '/var/x/grace/workspaces/work-'],
    [
      'a relative XDG_STATE_HOME, ignored',
      { variables: { XDG_STATE_HOME: 'x' } },
      '/home/ada/.local/state/grace/',
    ],
    ['macOS', { platform: 'darwin' }, '/home/ada/Library/Application Support/grace/workspaces/work-'],
  ];
  for (const [name, machine, start] of homes) {
    test(`lies where ${name} wants it`, async () => {
      const { folder } = await opened({ disk: await diskWithRoot(), machine });
      expect(folder.startsWith(start)).toBe(true);
    });
  }

  test('may be entered by its owner only, also when it was open to others before', async () => {
    const disk = await diskWithRoot();
    const { folder } = await opened({ disk });
    expect((await disk.stat(folder))?.mode).toBe(0o040700);
    await disk.setMode(folder, 0o755);
    await opened({ disk });
    expect((await disk.stat(folder))?.mode).toBe(0o040700);
  });

  test('is one for a folder and the link to it', async () => {
    const disk = await diskWithRoot();
    await disk.link('/work', '/alias');
    const direct = await opened({ disk });
    const linked = await openState({
      root: '/alias',
      disk,
      processes: { isAlive: () => false },
      clock: hurriedClock(),
      ids: () => `id${ids++}`,
      machine: linux,
    });
    expect(linked).toMatchObject({ folder: direct.folder });
  });

  test('survives a power cut right after it was opened', async () => {
    for (let seed = 0; seed < 50; seed++) {
      const disk = new UnreliableDisk(seeded(seed));
      await disk.makeFolder('/work');
      disk.settle();
      const { folder } = await opened({ disk });
      disk.restart('power-cut');
      expect((await disk.read(`${folder}/format.json`))?.toString()).toContain('"format": 1');
    }
  });

  test('is refused when a newer Grace laid it out, and left as it is', async () => {
    const disk = await diskWithRoot();
    const { folder } = await opened({ disk });
    await disk.write(`${folder}/format.json`, Buffer.from('{"format":2}'));
    expect(sentenceOf(await tryOpen({ disk }))).toContain('newer Grace (format 2)');
    expect((await disk.read(`${folder}/format.json`))?.toString()).toBe('{"format":2}');
  });

  test('is refused inside the workspace', async () => {
    const disk = await diskWithRoot();
    const answer = await tryOpen({ disk, machine: { variables: { XDG_STATE_HOME: '/work/state' } } });
    expect(sentenceOf(answer)).toContain('inside the opened folder');
    expect(disk.tree('/work').size).toBe(0);
  });

  test('that cannot be made is refused with the reason', async () => {
    const disk = await diskWithRoot();
    disk.fault = (operation) => (operation === 'makeFolder' ? 'EACCES' : undefined);
    expect(sentenceOf(await tryOpen({ disk }))).toContain('EACCES');
  });
});

describe('the lock', () => {
  test('keeps a second process out until the first releases it', async () => {
    const disk = await diskWithRoot();
    const first = await opened({ disk });
    const second = await opened({ disk, machine: { pid: 200 }, alive: [100] });
    const held = await first.lock(signal);
    expect(sentenceOf(await second.lock(signal))).toContain('process 100 on engine');
    await accepted(held).release();
    expect(isRefusal(await second.lock(signal))).toBe(false);
  });

  const leftovers: readonly [string, Setting['machine'], readonly number[], 'taken over' | 'respected'][] = [
    ['of a dead process', { pid: 200 }, [], 'taken over'],
    ['of a living process', { pid: 200 }, [100], 'respected'],
    ['from before the machine restarted', { pid: 200, bootMs: 90_000_000 }, [100], 'taken over'],
    ['of another machine', { pid: 200, host: 'difference' }, [], 'respected'],
  ];
  for (const [name, machine, alive, outcome] of leftovers) {
    test(`${name} is ${outcome}`, async () => {
      const disk = await diskWithRoot();
      await (await opened({ disk })).lock(signal);
      const lock = await (await opened({ disk, alive, ...(machine ? { machine } : {}) })).lock(signal);
      expect(isRefusal(lock)).toBe(outcome === 'respected');
    });
  }

  test('of a process whose id was given to another one since is taken over', async () => {
    const disk = await diskWithRoot();
    const stat = (startTime: number) => Buffer.from(`100 (node (x)) S ${'0 '.repeat(18)}${startTime} 0 0`);
    await disk.makeFolder('/proc/100');
    await disk.write('/proc/100/stat', stat(5));
    await (await opened({ disk })).lock(signal);
    const other = { disk, machine: { pid: 200 }, alive: [100] };
    expect(isRefusal(await (await opened(other)).lock(signal))).toBe(true);
    await disk.write('/proc/100/stat', stat(6));
    expect(isRefusal(await (await opened(other)).lock(signal))).toBe(false);
  });

  test('without a card, as a power cut leaves it, is taken over', async () => {
    const disk = await diskWithRoot();
    const state = await opened({ disk });
    await disk.makeFolder(`${state.folder}/lock`);
    await disk.write(`${state.folder}/lock/owner.json`, Buffer.alloc(20));
    expect(isRefusal(await state.lock(signal))).toBe(false);
  });

  test('of a process that ends while it is looked at is taken over', async () => {
    const disk = await diskWithRoot();
    await disk.makeFolder('/proc/100');
    await disk.write('/proc/100/stat', Buffer.from('100 (node) S'));
    const alive = [100];
    const first = await opened({ disk, alive });
    accepted(await first.lock(signal));
    const second = await opened({ disk, alive, machine: { pid: 200 } });
    const read = disk.read.bind(disk);
    disk.read = (path) => {
      if (path !== '/proc/100/stat') return read(path);
      alive.pop();
      return Promise.reject(Object.assign(new Error('ESRCH: no such process, read'), { code: 'ESRCH' }));
    };
    accepted(await second.lock(signal));
  });

  test('of a dead process is taken over however slow the machine is', async () => {
    const disk = await diskWithRoot();
    accepted(await (await opened({ disk })).claim('owner', signal));
    const hurried = hurriedClock();
    let nowMs = 0;
    const slow: Clock = { ...hurried, monotonic: () => (nowMs += 60_000) };
    accepted(await (await opened({ disk, machine: { pid: 200 }, clock: slow })).claim('owner', signal));
  });

  test('of a dead process goes to one of many that want it, never to two', async () => {
    const disk = await diskWithRoot();
    await (await opened({ disk })).lock(signal);
    const pids = Array.from({ length: 12 }, (_, index) => 200 + index);
    const locks = await Promise.all(
      pids.map(async (pid) => (await opened({ disk, machine: { pid }, alive: pids })).lock(signal)),
    );
    expect(locks.filter((lock) => !isRefusal(lock))).toHaveLength(1);
  });

  test('of a dead process, judged dead by two, is not taken from the one that was quicker', async () => {
    const disk = new SlowToTakeOver(seeded(1));
    await disk.makeFolder('/work');
    await (await opened({ disk })).lock(signal);
    const alive = [200, 300];
    const slow = (await opened({ disk, machine: { pid: 200 }, alive })).lock(signal);
    await disk.judged;
    const quick = await (await opened({ disk, machine: { pid: 300 }, alive })).lock(signal);
    expect(isRefusal(quick)).toBe(false);
    disk.goOn();
    expect(sentenceOf(await slow)).toContain('process 300');
  });

  test('released by one that no longer has it leaves the new holder alone', async () => {
    const disk = await diskWithRoot();
    const first = await (await opened({ disk })).lock(signal);
    const second = await opened({ disk, machine: { pid: 200 }, alive: [] });
    await second.lock(signal);
    await accepted(first).release();
    const third = await opened({ disk, machine: { pid: 300 }, alive: [200] });
    expect(isRefusal(await third.lock(signal))).toBe(true);
  });
});

/** Holds back the first process that wants to move a dead lock away, until it is told to go on. */
class SlowToTakeOver extends UnreliableDisk {
  goOn = () => {};
  readonly judged: Promise<void>;
  #judge = () => {};
  #isFirst = true;

  constructor(random: () => number) {
    super(random);
    this.judged = new Promise((resolve) => (this.#judge = resolve));
  }

  override async rename(from: string, to: string): Promise<void> {
    if (to.includes('taken-over') && this.#isFirst) {
      this.#isFirst = false;
      const told = new Promise<void>((resolve) => (this.goOn = resolve));
      this.#judge();
      await told;
    }
    await super.rename(from, to);
  }
}

test('a lock that is released and taken by another while it is looked at is not taken for one without an owner', async () => {
  const disk = await diskWithRoot();
  const open = (pid: number, seen: UnreliableDisk) =>
    opened({ disk: seen, alive: [100, 101, 102], machine: { pid } });
  const [first, second] = [await open(100, disk), await open(101, disk)];
  const held = accepted(await first.lock(signal));
  let taken: { release(): Promise<void> } | undefined;
  /** The card is read at the very moment at which neither of the two holds the lock. */
  const between = new Proxy(disk, {
    get(target, name: keyof UnreliableDisk): unknown {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'read') return member.bind(target) as unknown;
      return async (path: string) => {
        if (taken || !path.endsWith('owner.json')) return target.read(path);
        await held.release();
        const gone = await target.read(path);
        taken = accepted(await second.lock(signal));
        return gone;
      };
    },
  });
  const third = await open(102, between);
  expect(sentenceOf(await third.lock(signal))).toContain('process 101');
  await taken?.release();
  await accepted(await third.lock(signal)).release();
});
