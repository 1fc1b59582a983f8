import { describe, expect, it } from 'vitest';
import type { ProofReport } from '../../../server/src/protocol/index.ts';
import { killersOf, mutantsOf, type Mutant } from '../../support/mutants/index.ts';
import { openProof } from '../../support/proof.ts';
import { installedWorkspace, workspaces, type WorkspaceName } from '../../support/workspaces.ts';

/** Drawn anew for each workspace; `npm run bench -- mutants` proves many more. */
const mutantsPerWorkspace = 4;
const seed = 2;
/** For every proof of one workspace on a busy machine, and the full suite for what came through. */
const workspaceMsMax = 900_000;
const names = Object.keys(workspaces) as WorkspaceName[];

describe.each(names)('mutants of %s', (name) => {
  it(
    'are not proven when the full suite catches them',
    async () => {
      await using world = await openMutants(name);
      const proven: Mutant[] = [];
      let failed = 0;
      for (const mutant of world.mutants) {
        const { verdict } = await world.prove(mutant);
        if (verdict === 'proven') proven.push(mutant);
        if (verdict === 'failed') failed += 1;
      }
      const missed: string[] = [];
      for (const mutant of proven) {
        const killed = await killersOf(world.workspace, mutant, new AbortController().signal);
        if (killed !== undefined) missed.push(`${mutant.title} (${killed})`);
      }
      expect(missed).toEqual([]);
      // A loop that never got to run anything would not call a mutant proven either.
      expect(failed).toBeGreaterThan(0);
    },
    workspaceMsMax,
  );
});

async function openMutants(name: WorkspaceName) {
  const workspace = await installedWorkspace(name);
  const opened = await openProof(workspace.folder, { cheats: 'ignored' });
  return {
    workspace,
    mutants: await mutantsOf(workspace.folder, mutantsPerWorkspace, seed),
    prove: (mutant: Mutant): Promise<ProofReport> =>
      opened.proof.prove(mutant.change, { gates: 'full', approved: true }, new AbortController().signal),
    async [Symbol.asyncDispose]() {
      await opened.dispose();
      await workspace.dispose();
    },
  };
}
