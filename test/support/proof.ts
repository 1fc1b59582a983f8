import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemDisk, systemProcesses } from '../../server/src/adapters/index.ts';
import { isRefusal, systemClock } from '../../server/src/base/index.ts';
import { createProof, openSandbox, type Proof } from '../../server/src/services/proof/index.ts';
import { describeWorkspace, type WorkspaceFacts } from '../../server/src/services/workspace/index.ts';
import { builtResident, startAnalysis } from './analysis.ts';

/** A proof of one workspace with everything real behind it: processes, sandbox, tools, analysis. */
export interface OpenedProof {
  readonly proof: Proof;
  readonly facts: WorkspaceFacts;
  dispose(): Promise<void>;
}

export interface OpenProofOptions {
  /** `ignored`: what the rules against cheating say does not count, so that a gate behind them is seen at work. */
  readonly cheats?: 'counted' | 'ignored';
  /** `started`: every tool is started anew for each run. */
  readonly tools?: 'resident' | 'started';
}

/** Opens a real proof over `folder`, with its cache in a temporary folder that `dispose` removes. */
export async function openProof(
  folder: string,
  { cheats, tools = 'resident' }: OpenProofOptions = {},
): Promise<OpenedProof> {
  const signal = new AbortController().signal;
  const ports = { disk: systemDisk, processes: systemProcesses };
  const facts = await describeWorkspace(folder, ports, signal);
  if (isRefusal(facts)) throw new Error(facts.message);
  const cache = await realpath(await mkdtemp(join(tmpdir(), 'grace-proof-')));
  const analysis = await startAnalysis(facts.root);
  const proof = createProof({
    ...ports,
    clock: systemClock,
    analysis: {
      ...analysis,
      facts: async (change, stop) => {
        const known = await analysis.facts(change, stop);
        return cheats === 'ignored' ? { ...known, cheats: [] } : known;
      },
    },
    describe: (stop) => describeWorkspace(facts.root, ports, stop),
    mayRun: () => Promise.resolve(true),
    openSandbox,
    folder: cache,
    ...(tools === 'resident' ? { residentModule: await builtResident() } : {}),
  });
  return {
    proof,
    facts,
    async dispose() {
      await Promise.all([proof.dispose(), analysis.dispose()]);
      await rm(cache, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
