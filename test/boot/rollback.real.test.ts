import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isRefusal, sha256 } from '../../server/src/base/index.ts';
import type { Workspace } from '../../server/src/boot/compose.ts';
import { bootReportSchema, type Decision, type StateRolledBack } from '../../server/src/protocol/index.ts';
import { bootWorld, failing, type BootWorld } from '../support/booted.ts';
import { accepted, sentenceOf } from '../support/sentence-of.ts';

const signal = new AbortController().signal;
const commands = [{ gate: 'types', argv: ['tsc'], cwd: '' }];
/** The name under which an answer about these is kept. */
const tsc = sha256(JSON.stringify([['', 'tsc']]));
const goodApprovals = JSON.stringify({ one: 'approved', two: 'approved', [tsc]: 'approved' });
const inState = (name: string) => join(world.stateFolder(), name);
const approvals = () => readFileSync(inState('approvals.json'), 'utf8');
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
let world: BootWorld;

/** A workspace that came up well once, of which the state was kept. */
beforeEach(async () => {
  world = bootWorld();
  world.write('a.js', 'export const a = 1;\n');
  await (await world.open({ boot: 'as needed', serves: 'commands' })).dispose();
  writeFileSync(inState('approvals.json'), goodApprovals);
  const editor = await world.open();
  await editor.health.proven();
  await vi.waitUntil(() => epochs().length === 1, { timeout: 60_000 });
  await editor.dispose();
});

afterEach(() => world.dispose());

function epochs(): readonly string[] {
  const folder = inState('epochs');
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.new')) : [];
}

/** A boot of a command: it comes up as a whole and keeps no state. */
async function boot(ports: Parameters<BootWorld['open']>[1] = {}) {
  const workspace = await world.open({ serves: 'commands' }, ports);
  await workspace.health.booted();
  return { workspace, report: bootReportSchema.parse(workspace.health.report()) };
}

async function payloads<T>({ log }: Workspace, topic: string): Promise<readonly T[]> {
  const found: T[] = [];
  await log.read(
    {},
    (entries) =>
      void found.push(...entries.filter((each) => each.topic === topic).map((each) => each.payload as T)),
    signal,
  );
  return found;
}

const rollbacksOf = (workspace: Workspace) => payloads<StateRolledBack>(workspace, 'state.rolled_back');

describe('the last good state is put back by itself', () => {
  test('where a file of the state is damaged, once: it is recorded, explained and shown', async () => {
    writeFileSync(inState('approvals.json'), 'rotten');
    const { workspace, report } = await boot();
    expect(approvals()).toBe(goodApprovals);
    expect(report).toMatchObject({ live: true, rollback: { outcome: 'put_back' } });
    expect(report.rollback?.detail).toContain('approvals.json was damaged. What was there before is kept as');
    const [rollback] = await rollbacksOf(workspace);
    expect(rollback).toMatchObject({ cause: 'state_unreadable', outcome: 'put_back' });
    const decisions = await payloads<Decision>(workspace, 'clarity.decided');
    expect(decisions.filter(({ kind }) => kind === 'rollback')).toHaveLength(1);
    const why = accepted(await workspace.clarity.explain('state', signal));
    expect(why.chain[0]?.topic).toBe('state.rolled_back');
    expect(why.chain[0]?.decisions.map(({ kind }) => kind)).toEqual(['rollback']);
    const kept = readFileSync(inState(`epochs/${rollback?.before}/approvals.json`), 'utf8');
    expect(kept).toBe('rotten');
    await workspace.dispose();

    writeFileSync(inState('approvals.json'), 'rotten again');
    const second = await boot();
    expect(second.report.rollback?.outcome).toBe('refused');
    expect(second.report.rollback?.detail).toContain('was put back for this before, and it did not help');
    expect(approvals()).toBe('rotten again');
    expect(await rollbacksOf(second.workspace)).toHaveLength(1);
  });

  test('after a crash loop, before it is safe mode; the next time it is safe mode', async () => {
    const crashed = () => {
      const attempts = ['x', 'y', 'z'].map((id) => ({ id, pid: 2 ** 22 + 7, atMs: Date.now() }));
      writeFileSync(inState('boots.json'), JSON.stringify(attempts));
    };
    crashed();
    const first = await boot();
    expect(first.report).toMatchObject({ live: true, rollback: { outcome: 'put_back' } });
    expect(await rollbacksOf(first.workspace)).toMatchObject([{ cause: 'crash_loop' }]);
    await first.workspace.dispose();
    crashed();
    const second = await boot();
    expect(second.report.safeMode).toContain('it ended without a word 3 times');
    expect(second.report.rollback?.outcome).toBe('refused');
    expect(await rollbacksOf(second.workspace)).toHaveLength(1);
  });

  test('where the foundation does not stand on what there is', async () => {
    const isTried = () => existsSync(inState('rollbacks.json'));
    const { workspace, report } = await boot({ kernels: failing('store', () => !isTried()) });
    expect(report).toMatchObject({ live: true, rollback: { outcome: 'put_back' } });
    expect(report.phases.find(({ name }) => name === 'foundation')).toMatchObject({ state: 'degraded' });
    expect(await rollbacksOf(workspace)).toMatchObject([{ cause: 'foundation_failed' }]);
    // What the log says since then is in the database that was made anew.
    const found = accepted(await workspace.store.find('boot.live', { limit: 10 }, signal));
    expect(found).toHaveLength((await payloads(workspace, 'boot.live')).length);
  });

  test('but not where it does not help, or where it was done too often', async () => {
    const failed = await boot({ kernels: failing('store', () => true) });
    expect(failed.report.safeMode).toContain('store does not run');
    expect(await rollbacksOf(failed.workspace)).toHaveLength(1);
    await failed.workspace.dispose();

    const tried = ['p', 'q', 'r'].map((epoch) => ({ epoch, what: 'x', atMs: Date.now() }));
    writeFileSync(inState('rollbacks.json'), JSON.stringify(tried));
    writeFileSync(inState('approvals.json'), 'rotten');
    const often = await boot();
    expect(often.report.rollback?.detail).toContain('was put back 3 times within 24 hours already');
    await often.workspace.dispose();
    expect(approvals()).toBe('rotten');
  });

  test('and never to a state in which the same file is damaged', async () => {
    writeFileSync(inState('approvals.json'), 'rotten');
    writeFileSync(inState(`epochs/${epochs()[0]}/epoch.json`), 'rotten');
    const { report } = await boot();
    expect(report.rollback?.detail).toContain('There is no kept state that Grace came up well with.');
    expect(report.live).toBe(true);
    expect(approvals()).toBe('rotten');
  });
});

describe('a rollback that is asked for', () => {
  const asked = { state: 'last-good', cause: 'asked', reason: 'A person asked for it.' } as const;

  test('loses no record, and denies what was denied since', async () => {
    const workspace = await world.open({ boot: 'as needed', serves: 'commands' });
    accepted(await workspace.log.append('tools.denied', { commands }));
    writeFileSync(inState('approvals.json'), '{"one":"denied","two":"approved","three":"approved"}');
    const before: string[] = [];
    await workspace.log.read({}, (some) => void before.push(...some.map(({ hash }) => hash)), signal);
    const plan = accepted(await workspace.rollbacks.plan('last-good'));
    expect(plan.files.find(({ path }) => path === 'approvals.json')).toMatchObject({ change: 'stricter' });
    accepted(await workspace.rollbacks.rollBack(asked, signal));
    expect(JSON.parse(approvals())).toEqual({ one: 'denied', two: 'approved', [tsc]: 'denied' });
    const after: string[] = [];
    await workspace.log.read({}, (some) => void after.push(...some.map(({ hash }) => hash)), signal);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toHaveLength(before.length + 2);
    expect(readdirSync(world.folder).sort()).toEqual(['a.js', 'package.json']);
  });

  test('is refused while another process has the state open', async () => {
    const owner = await world.open({ boot: 'as needed' });
    const shared = accepted(await owner.share(() => Promise.resolve(null), signal));
    const system = owner.ground.machine;
    const other = await world.open(
      { boot: 'as needed', serves: 'commands' },
      { machine: { ...system, pid: process.ppid } },
    );
    const sentence = sentenceOf(await other.rollbacks.rollBack(asked, signal));
    expect(sentence).toContain(`another Grace (process ${process.pid}) has this workspace open`);
    await shared.dispose();
    expect(isRefusal(await other.rollbacks.rollBack(asked, signal))).toBe(false);
  });
});
