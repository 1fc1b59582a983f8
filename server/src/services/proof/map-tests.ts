import { isRefusal } from '../../base/index.ts';
import type { ChangeSet } from '../../protocol/index.ts';
import type { ChangeFacts, ProbedFile } from '../analysis/index.ts';
import type { Layers } from './layers.ts';
import { openTestMap, type TestMap } from './map/index.ts';
import type { PrivateFiles } from './private-files.ts';
import type { ProofWorld } from './prove-change.ts';

interface Setting {
  readonly change: ChangeSet;
  readonly facts: ChangeFacts;
  readonly node: string;
  readonly layers: Layers;
  readonly files: PrivateFiles;
}

/** Opens the map for a proof, and puts its probes into the state of the copy that the tests run in. */
export async function mapTests(
  { change, facts, node, layers, files }: Setting,
  world: ProofWorld,
  signal: AbortSignal,
): Promise<(TestMap & { readonly probes: readonly ProbedFile[] }) | undefined> {
  const { sandbox, hits } = layers;
  const { analysis, disk, bodiesCache: cache } = world;
  if (isRefusal(await layers.enter('changed'))) return undefined;
  const map = await openTestMap({ change, facts, sandbox, analysis, disk, node, cache, files, hits }, signal);
  if (!map) return undefined;
  const { bodies, texts } = map.tree;
  layers.probe([...bodies.values()].map((probed) => ({ probed, before: texts.get(probed.path) ?? '' })));
  const own = (facts.probes ?? []).map((probed) => bodies.get(probed.path) ?? probed);
  return { ...map, probes: own };
}
