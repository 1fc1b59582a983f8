import { isRefusal } from '../../base/index.ts';
import type { ChangeSet } from '../../protocol/index.ts';
import type { ChangeFacts, ProbedFile } from '../analysis/index.ts';
import type { WorkspaceFacts } from '../workspace/index.ts';
import { fullJobs } from './gates/test-jobs.ts';
import type { Layers } from './layers.ts';
import { openTestMap, type TestMap } from './map/index.ts';
import type { PrivateFiles } from './private-files.ts';
import type { ProofWorld } from './prove-change.ts';

interface Setting {
  readonly change: ChangeSet;
  readonly facts: ChangeFacts;
  readonly workspace: WorkspaceFacts;
  readonly node: string;
  readonly layers: Layers;
  readonly files: PrivateFiles;
}

/**
 * Opens the map for a proof, and puts its probes into the state of the copy that the tests run in. `undefined` where the
 * tests may rest on what no map sees, or fail because they are watched.
 */
export async function mapTests(
  { change, facts, workspace, node, layers, files }: Setting,
  world: ProofWorld,
  signal: AbortSignal,
): Promise<(TestMap & { readonly probes: readonly ProbedFile[] }) | undefined> {
  const { sandbox, hits } = layers;
  const { analysis, disk, bodiesCache: cache, environment = {} } = world;
  if (isRefusal(await layers.enter('changed'))) return undefined;
  const jobs = fullJobs(
    workspace,
    change.files.map(({ path }) => path),
  );
  const map = await openTestMap(
    { change, facts, workspace, jobs, sandbox, analysis, disk, node, environment, cache, files, hits },
    signal,
  );
  if (!map) return undefined;
  for (const job of jobs) if (!(await map.isTrusted(job))) return undefined;
  const { bodies, texts } = map.tree;
  layers.probe([...bodies.values()].map((probed) => ({ probed, before: texts.get(probed.path) ?? '' })));
  // A source that cannot be written back byte for byte, or that is a link, is none for probes.
  if (isRefusal(await layers.enter('probed'))) {
    layers.probe((facts.probes ?? []).map((probed) => ({ probed, before: '' })));
    return undefined;
  }
  const own = (facts.probes ?? []).map((probed) => bodies.get(probed.path) ?? probed);
  return { ...map, probes: own };
}
