import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isRefusal } from '../../server/src/base/index.ts';
import type { Workspace } from '../../server/src/boot/compose.ts';
import type { Governor } from '../../server/src/core/governor/index.ts';
import type { BoundKernel } from '../../server/src/core/kernel/index.ts';
import {
  bootChecks,
  bootPhases,
  bootReportSchema,
  kernelIds,
  type BootReport,
  type KernelId,
} from '../../server/src/protocol/index.ts';
import { bootWorld, failing, type BootWorld } from '../support/booted.ts';
import { openGrace } from '../support/grace.ts';
import { accepted } from '../support/sentence-of.ts';

const signal = new AbortController().signal;
const source = 'export function save(name) {\n  console.log("saved", name);\n}\n';
const planned: readonly KernelId[] = kernelIds.filter((id) =>
  ['trigger_monitor', 'self_healing', 'coding_agent'].includes(id),
);
let world: BootWorld;

beforeEach(() => {
  world = bootWorld();
  world.write('a.js', source);
});

afterEach(() => world.dispose());

const kernelOf = (report: BootReport, id: KernelId) => report.kernels.find(({ name }) => name === id);
const offersOf = async ({ analysis }: Workspace) => {
  const at = source.indexOf('console');
  const offers = await analysis.offers({ path: 'a.js', span: { start: at, end: at } }, signal);
  return offers.map(({ intent }) => intent);
};

/** An offer that takes too long, as the process is still being loaded, is none: the lightbulb asks again. */
async function expectOffers(workspace: Workspace): Promise<void> {
  await expect.poll(() => offersOf(workspace), { timeout: 60_000 }).toContain('improve_logging');
}

async function recorded(workspace: Workspace): Promise<readonly string[]> {
  const topics: string[] = [];
  await workspace.log.read({}, (entries) => void topics.push(...entries.map(({ topic }) => topic)), signal);
  return topics;
}

test('comes up whole: seven phases, seven checks, every kernel that is built', async () => {
  const workspace = await world.open();
  // Nobody waits for the rest of it.
  await expectOffers(workspace);
  await workspace.health.booted();
  const report = bootReportSchema.parse(workspace.health.report());
  expect(report.phases.map(({ name, state }) => `${name} ${state}`)).toEqual(
    bootPhases.map((name) => `${name} done`),
  );
  expect(report.checks.map(({ name }) => name)).toEqual(bootChecks);
  expect(report.checks.filter(({ state }) => state === 'fail')).toEqual([]);
  expect(report.kernels.filter(({ state }) => state !== 'ready' && state !== 'planned')).toEqual([]);
  for (const id of planned) expect(kernelOf(report, id)?.state).toBe('planned');
  expect(report).toMatchObject({ live: true });
  await workspace.health.proven();
  expect(workspace.health.report()).toMatchObject({ live: true, canary: { state: 'passed' } });
  expect(await recorded(workspace)).toEqual(['boot.live', 'clarity.decided']);
});

test('goes on without an optional kernel, and says why it does not run', async () => {
  const workspace = await world.open({}, { kernels: failing('resource_governor', () => true) });
  await workspace.health.booted();
  const report = workspace.health.report();
  expect(report.live).toBe(true);
  expect(kernelOf(report, 'resource_governor')).toMatchObject({
    state: 'degraded',
    detail: expect.stringContaining('It was told to fail.') as string,
  });
  expect(report.phases.find(({ name }) => name === 'services')?.state).toBe('degraded');
  expect(kernelOf(report, 'refactor')?.state).toBe('ready');
  expect(await recorded(workspace)).toContain('kernel.failed');
});

describe('where the foundation does not hold', () => {
  test('builds the database anew and comes up all the same', async () => {
    const first = await world.open();
    await first.health.booted();
    await first.dispose();
    let starts = 0;
    // As often as boot tries before it brings back an older state.
    const workspace = await world.open({}, { kernels: failing('store', () => (starts += 1) <= 3) });
    await workspace.health.booted();
    const report = workspace.health.report();
    expect(report.phases.find(({ name }) => name === 'foundation')).toMatchObject({ state: 'degraded' });
    expect(kernelOf(report, 'store')?.state).toBe('ready');
    expect(report.live).toBe(true);
  });

  test('changes nothing any more, says why and what to do, and still offers', async () => {
    const workspace = await world.open({}, { kernels: failing('store', () => true) });
    await workspace.health.booted();
    const report = workspace.health.report();
    expect(report.live).toBe(false);
    expect(report.safeMode).toMatch(/safe mode and changes nothing here: store .*restart Grace\./u);
    await expectOffers(workspace);
    const at = source.indexOf('console');
    const made = await workspace.refactor.propose(
      { path: 'a.js', intent: 'improve_logging', span: { start: at, end: at }, proof: 'off' },
      {},
      signal,
    );
    if (isRefusal(made)) throw new Error(made.message);
    const applied = await workspace.refactor.apply(made.id, signal);
    expect(isRefusal(applied) && applied.message).toBe(report.safeMode);
    expect(readFileSync(join(world.folder, 'a.js'), 'utf8')).toBe(source);
    expect(await recorded(workspace)).toContain('boot.safe_mode');
  });

  test('leaves a damaged log as it is, and reads what is certain of it', async () => {
    const first = await world.open();
    await first.health.booted();
    const at = source.indexOf('console');
    const made = accepted(
      await first.refactor.propose(
        { path: 'a.js', intent: 'improve_logging', span: { start: at, end: at }, proof: 'off' },
        {},
        signal,
      ),
    );
    const { id } = accepted(await first.refactor.apply(made.id, signal));
    await first.dispose();
    const folder = join(world.stateFolder(), 'log');
    const chain = join(folder, readdirSync(folder).find((name) => name.endsWith('.chain')) ?? '');
    const bytes = readFileSync(chain);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(chain, bytes);
    const workspace = await world.open();
    await workspace.health.booted();
    const report = workspace.health.report();
    expect(report.safeMode).toContain('grace log verify');
    expect(report.checks.find(({ name }) => name === 'log')?.state).toBe('fail');
    const verification = await workspace.log.verify(signal);
    expect(verification).toHaveProperty('damage');
    // What was applied can be taken back all the same.
    expect(await workspace.refactor.restorePoints()).toMatchObject([{ id }]);
    accepted(await workspace.refactor.undo(id, signal));
    expect(readFileSync(join(world.folder, 'a.js'), 'utf8')).toBe(source);
    expect(readFileSync(chain)).toEqual(bytes);
  });
});

test('is careful after it crashed again and again, and forgets it when it ends in order', async () => {
  await (await world.open({ boot: 'as needed' })).dispose();
  const attempts = [1, 2, 3].map((id) => ({ id: String(id), pid: 2 ** 30 + id, atMs: Date.now() - id }));
  mkdirSync(world.stateFolder(), { recursive: true });
  writeFileSync(join(world.stateFolder(), 'boots.json'), JSON.stringify(attempts));
  const careful = await world.open();
  await careful.health.booted();
  const { safeMode, kernels } = careful.health.report();
  expect(safeMode).toContain('it ended without a word 3 times');
  expect(kernels.find(({ name }) => name === 'snapshots')?.state).toBe('stopped');
  await expectOffers(careful);
  await careful.dispose();
  const next = await world.open();
  await next.health.booted();
  expect(next.health.report()).toMatchObject({ live: true });
});

test('a kernel that is restarted under a request: it is answered, and the next one by the new kernel', async () => {
  for (let index = 0; index < 40; index += 1) world.write(`src/f${index}.js`, source);
  const workspace = await world.open();
  await workspace.health.booted();
  const at = source.indexOf('console');
  const made = await workspace.refactor.propose(
    { path: 'a.js', intent: 'improve_logging', span: { start: at, end: at }, proof: 'off' },
    {},
    signal,
  );
  if (isRefusal(made)) throw new Error(made.message);
  const finding = workspace.batch
    .find({ paths: [''], past: 'ignored' }, () => undefined, signal)
    .then(
      (found) => found.opportunities.length,
      (thrown: unknown) => String(thrown),
    );
  const restarted = await workspace.health.act('restart', 'analysis');
  expect(restarted).toMatchObject({ name: 'analysis', state: 'ready', restarts: 1 });
  const answer = await finding;
  if (typeof answer === 'string') expect(answer).toMatch(/again|process/u);
  await expectOffers(workspace);
  // What waits for a review is not lost with what stands on the analysis.
  expect(workspace.refactor.list().map(({ id }) => id)).toEqual([made.id]);
  expect(isRefusal(await workspace.refactor.apply(made.id, signal))).toBe(false);
});

test('a kernel that was stopped stays so, with a sentence for who asks, until it is started', async () => {
  const workspace = await world.open();
  await workspace.health.booted();
  expect(await workspace.health.act('stop', 'analysis')).toMatchObject({ state: 'stopped' });
  await expect(offersOf(workspace)).rejects.toThrow(/analysis does not run now\. It was stopped\./u);
  expect(await workspace.health.act('start', 'analysis')).toMatchObject({ state: 'ready' });
  await expectOffers(workspace);
  const why = accepted(await workspace.clarity.explain('kernel analysis', signal));
  expect(why.chain.flatMap(({ decisions }) => decisions).map(({ kind }) => kind)).toEqual(['start', 'stop']);
  expect(await workspace.health.act('restart', 'telemetry')).toMatchObject({ kind: 'refusal' });
});

test('what is open in the editor is known to an analysis that is started anew', async () => {
  world.write('b.js', 'export {};\n');
  const workspace = await world.open();
  workspace.analysis.openDocument('b.js', 1, source);
  await workspace.health.booted();
  await workspace.health.act('restart', 'analysis');
  const at = source.indexOf('console');
  const offers = await workspace.analysis.offers({ path: 'b.js', span: { start: at, end: at } }, signal);
  expect(offers.map(({ intent }) => intent)).toContain('improve_logging');
});

test('`grace boot --json` answers by its schema', async () => {
  const grace = openGrace();
  try {
    const { code, answer } = await grace.json(world.folder, ['boot'], bootReportSchema);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ live: true, canary: { state: 'passed' } });
    expect(answer.kernels.filter(({ state }) => state === 'ready').length).toBeGreaterThanOrEqual(12);
  } finally {
    grace.dispose();
  }
});

test('tools and edits run through the governor, also through one that is started anew', async () => {
  const ran: string[] = [];
  const watched = (kernel: BoundKernel): BoundKernel => ({
    ...kernel,
    async start(of, lifetime) {
      const running = await kernel.start(of, lifetime);
      const governor = running.service as { -readonly [Name in 'tools' | 'analysis']: Governor[Name] };
      for (const name of ['tools', 'analysis'] as const) {
        const limit = governor[name];
        governor[name] = {
          ...limit,
          run(kind, work, until) {
            ran.push(name);
            return limit.run(kind, work, until);
          },
        };
      }
      return running;
    },
  });
  world.write('package.json', '{ "name": "shop", "scripts": { "test": "node --test" } }');
  world.write('a.test.js', "require('node:test')('saves', () => {});\n");
  const workspace = await world.open(
    { approvals: 'always' },
    {
      kernels: (kernels) =>
        kernels.map((kernel) => (kernel.id === 'resource_governor' ? watched(kernel) : kernel)),
    },
  );
  await workspace.health.booted();
  const at = source.indexOf('console');
  const pick = { path: 'a.js', intent: 'improve_logging', span: { start: at, end: at } } as const;
  for (const restarts of [0, 1]) {
    if (restarts > 0) await workspace.health.act('restart', 'resource_governor');
    ran.splice(0);
    const made = await workspace.refactor.propose({ ...pick, proof: 'before', gates: 'full' }, {}, signal);
    if (isRefusal(made)) throw new Error(made.message);
    expect(new Set(ran)).toEqual(new Set(['analysis', 'tools']));
  }
});
