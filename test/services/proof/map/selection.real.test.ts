import { describe, expect, it } from 'vitest';
import { mutantsOf, type Mutant } from '../../../support/mutants/index.ts';
import { installedWorkspace, type WorkspaceName } from '../../../support/workspaces.ts';
import { openMapped, type MappedWorkspace } from './mapped-workspace.ts';

/** Random edits of each workspace; `GRACE_MAP_EDITS` asks for more. */
const editsOf = { 'ts7-node-test': 10, 'pnpm-jest-biome': 6, 'npm-vitest-eslint': 6 } as const;
const editsAsked = Number(process.env['GRACE_MAP_EDITS'] ?? '0');
const seed = Number(process.env['GRACE_MAP_SEED'] ?? '3');
const workspaceMsMax = Math.max(editsAsked * 30_000, 900_000);
const nothing = { files: [] };

interface Comparison {
  /** Test files that would have been left out though the edit breaks them. */
  readonly missed: readonly string[];
  readonly leftOut: number;
  readonly broken: number;
}

describe.each(Object.keys(editsOf) as (keyof typeof editsOf)[])('the map of %s', (name) => {
  it(
    'leaves out no test file that an edit breaks, and leaves some out',
    async () => {
      await using world = await openWorld(name);
      const known = await world.mapped.learn(nothing);
      const outcomes = await world.mapped.outcomes(nothing);
      // Every test file of a green suite can be remembered; else the rest would say little.
      expect(known).toEqual([...(outcomes?.keys() ?? [])].sort());
      const found = await compare(world.mapped, world.edits);
      console.log(`${name}: ${world.edits.length} edits, ${JSON.stringify(found)}`);
      expect(found.missed).toEqual([]);
      expect(found.leftOut).toBeGreaterThan(0);
      expect(found.broken).toBeGreaterThan(0);
    },
    workspaceMsMax,
  );
});

describe('a recorder that does not see function bodies', () => {
  it(
    'is caught by the same comparison',
    async () => {
      await using world = await openWorld('ts7-node-test');
      await world.mapped.learn(nothing, ([kind, probe]) => kind === 'hit' && probe !== 0);
      const found = await compare(world.mapped, world.edits);
      expect(found.missed.length).toBeGreaterThan(0);
    },
    workspaceMsMax,
  );
});

async function compare(mapped: MappedWorkspace, edits: readonly Mutant[]): Promise<Comparison> {
  const missed: string[] = [];
  let leftOut = 0;
  let broken = 0;
  for (const { change, title } of edits) {
    const settled = await mapped.settled(change);
    const outcomes = await mapped.outcomes(change);
    // It hangs, or fails as a whole: then it cannot be told which test file noticed.
    if (!outcomes) continue;
    leftOut += settled.length;
    broken += [...outcomes.values()].filter((outcome) => outcome === 'failed').length;
    for (const test of settled) if (outcomes.get(test) !== 'passed') missed.push(`${test}: ${title}`);
  }
  return { missed, leftOut, broken };
}

async function openWorld(name: keyof typeof editsOf & WorkspaceName) {
  const workspace = await installedWorkspace(name);
  const mapped = await openMapped(workspace.folder);
  return {
    mapped,
    edits: await mutantsOf(workspace.folder, Math.max(editsAsked, editsOf[name]), seed),
    async [Symbol.asyncDispose]() {
      await mapped.dispose();
      await workspace.dispose();
    },
  };
}
