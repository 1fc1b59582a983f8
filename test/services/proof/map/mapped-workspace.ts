import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemDisk, systemProcesses } from '../../../../server/src/adapters/index.ts';
import { isRefusal, systemClock } from '../../../../server/src/base/index.ts';
import type { ChangeSet } from '../../../../server/src/protocol/index.ts';
import type { GateRequest } from '../../../../server/src/services/proof/gates/gate.ts';
import {
  failuresOf,
  fullJobs,
  runJob,
  type TestJob,
} from '../../../../server/src/services/proof/gates/test-jobs.ts';
import { installReporters, layersOf } from '../../../../server/src/services/proof/layers.ts';
import { openTestMap, type BodiesCache } from '../../../../server/src/services/proof/map/index.ts';
import { privateFiles } from '../../../../server/src/services/proof/private-files.ts';
import { noResidents } from '../../../../server/src/services/proof/resident/index.ts';
import { runTool } from '../../../../server/src/services/proof/run-tool.ts';
import { openSandbox } from '../../../../server/src/services/proof/sandbox/index.ts';
import { describeWorkspace } from '../../../../server/src/services/workspace/index.ts';
import { startAnalysis } from '../../../support/analysis.ts';

/** Takes marks out of what a run wrote before the map learns from it: a recorder that does not see everything. */
export type Forgetting = (mark: readonly unknown[]) => boolean;

export interface MappedWorkspace {
  /** Runs the whole suite on the change with probes, lets the map learn from it, and answers the test files it knows. */
  learn(change: ChangeSet, forgets?: Forgetting): Promise<readonly string[]>;
  /** Test files that the map would leave out of the proof of a change. */
  settled(change: ChangeSet): Promise<readonly string[]>;
  /** What each test file does on the change without probes; `undefined` when the suite did not come to its end. */
  outcomes(change: ChangeSet): Promise<ReadonlyMap<string, 'passed' | 'failed'> | undefined>;
  dispose(): Promise<void>;
}

/**
 * The map of a real workspace with its real test runners, without the other gates of a proof. A suite that takes longer
 * than `suiteMsMax` is called off: a mutant may loop.
 */
export async function openMapped(folder: string, suiteMsMax = 60_000): Promise<MappedWorkspace> {
  const { signal } = new AbortController();
  const ports = { disk: systemDisk, processes: systemProcesses };
  const cacheFolder = await realpath(await mkdtemp(join(tmpdir(), 'grace-map-')));
  const facts = mustBe(await describeWorkspace(folder, ports, signal));
  const analysis = await startAnalysis(facts.root);
  const request = { ...ports, clock: systemClock, facts, folder: join(cacheFolder, 'sandbox') };
  const sandbox = mustBe(await openSandbox(request, signal));
  const files = privateFiles(systemDisk);
  await installReporters(sandbox, files);
  const node = (await systemProcesses.workspaceNode(facts.root)) ?? process.execPath;
  const cache: BodiesCache = new Map();
  const jobs = fullJobs(
    facts,
    facts.packages.map((member) => `${member.folder}/package.json`.replace(/^\//, '')),
  );
  const gate: GateRequest = {
    ...{ facts, sandbox, node, files, paths: [] },
    dependents: () => Promise.resolve([]),
    run: (name, run) => runTool({ processes: systemProcesses, residents: noResidents }, name, run, signal),
    onProgress: () => undefined,
  };

  async function laid(change: ChangeSet) {
    const changeFacts = await analysis.facts(change, signal);
    const layers = mustBe(
      await layersOf(change, undefined, { sandbox, facts: changeFacts, clock: systemClock }, signal),
    );
    const { hits } = layers;
    const map = await openTestMap(
      {
        change,
        facts: changeFacts,
        workspace: facts,
        jobs,
        sandbox,
        analysis,
        disk: systemDisk,
        node,
        environment: {},
        cache,
        files,
        hits,
      },
      signal,
    );
    if (!map) throw new Error('The workspace cannot be mapped.');
    const { bodies, texts } = map.tree;
    layers.probe([...bodies.values()].map((probed) => ({ probed, before: texts.get(probed.path) ?? '' })));
    return { layers, map };
  }

  const settledOf = async (map: Awaited<ReturnType<typeof laid>>['map']) => {
    const all = new Set<string>();
    for (const job of jobs) for (const test of await map.settled(job)) all.add(test);
    return [...all].sort();
  };

  return {
    async learn(change, forgets) {
      const { layers, map } = await laid(change);
      await layers.enter('probed');
      for (const job of jobs) {
        await files.write(layers.hits, '');
        await map.prepare();
        const answer = await runJob(job, gate, suiteMsMax, map.variables(job));
        if (answer.kind === 'unavailable') throw new Error(answer.reason);
        if (forgets) await forget(`${sandbox.caches}/marks`, forgets);
        await map.learn(job, answer.run);
      }
      await layers.enter('changed');
      return settledOf(map);
    },
    async settled(change) {
      return settledOf((await laid(change)).map);
    },
    async outcomes(change) {
      const { layers } = await laid(change);
      await layers.enter('changed');
      const all = new Map<string, 'passed' | 'failed'>();
      for (const job of jobs) if (!(await addOutcomes(job, all))) return undefined;
      return all;
    },
    async dispose() {
      await analysis.dispose();
      await sandbox.close();
      await rm(cacheFolder, { recursive: true, force: true, maxRetries: 3 });
    },
  };

  async function addOutcomes(job: TestJob, all: Map<string, 'passed' | 'failed'>): Promise<boolean> {
    const answer = await runJob(job, gate, suiteMsMax);
    if (answer.kind === 'unavailable') return false;
    for (const { file } of answer.run.tests) if (file !== undefined) all.set(file, 'passed');
    const failures = failuresOf(answer.run);
    for (const { file } of failures) if (file !== undefined) all.set(file, 'failed');
    // A failure of the whole run may be of any file; those of a runner that is not watched are never left out.
    return !job.runner.watched || failures.every(({ file }) => file !== undefined);
  }

  async function forget(path: string, forgets: Forgetting): Promise<void> {
    const lines = ((await files.read(path)) ?? '').split('\n').filter((line) => line !== '');
    const kept = lines.filter((line) => !forgets(JSON.parse(line) as unknown[]));
    await files.write(path, [...kept, ''].join('\n'));
  }
}

function mustBe<T>(value: T): Exclude<T, { readonly kind: 'refusal' }> {
  if (isRefusal(value)) throw new Error(value.message);
  return value as Exclude<T, { readonly kind: 'refusal' }>;
}
