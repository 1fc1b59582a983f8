import { describe, expect, test } from 'vitest';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { crashEverywhere } from './crash-everywhere.ts';
import { stories } from './crash-world.ts';

const seedsPerOperation = 2;

describe('a crash at any operation', () => {
  for (const [name, story] of Object.entries(stories)) {
    test(`${name}: every file is wholly before or wholly after, and Grace says which`, async () => {
      const makeDisk = (seed: number) => new UnreliableDisk(seeded(seed));
      const kinds = ['power-cut', 'killed'] as const;
      const { crashes, wrong } = await crashEverywhere(story, makeDisk, kinds, seedsPerOperation);
      expect(wrong.slice(0, 5)).toEqual([]);
      expect(crashes).toBeGreaterThan(150);
    });
  }
});

/** The same disk under a build that forgets some of its syncs: the harness must notice each. */
class ForgetfulDisk extends UnreliableDisk {
  readonly #forgotten: { readonly call: 'sync' | 'syncFolder'; readonly where: RegExp };

  constructor(seed: number, forgotten: { readonly call: 'sync' | 'syncFolder'; readonly where: RegExp }) {
    super(seeded(seed));
    this.#forgotten = forgotten;
  }

  override async sync(path: string): Promise<void> {
    if (this.#forgotten.call !== 'sync' || !this.#forgotten.where.test(path)) await super.sync(path);
  }

  override async syncFolder(path: string): Promise<void> {
    if (this.#forgotten.call !== 'syncFolder' || !this.#forgotten.where.test(path))
      await super.syncFolder(path);
  }
}

describe('the harness catches a build that forgets to sync', () => {
  const story = stories['two applies, then the second one undone'] ?? [];
  const sabotages = [
    { what: 'the temporary files', call: 'sync', where: /^\/work\// },
    { what: 'the journal', call: 'sync', where: /\/journal(\.new)?$/ },
    { what: 'the kept contents', call: 'sync', where: /\/packs\// },
    { what: 'the names in the tree', call: 'syncFolder', where: /^\/work/ },
    { what: 'the names of the kept contents', call: 'syncFolder', where: /\/packs$/ },
    { what: 'the names in the state folder', call: 'syncFolder', where: /^\/state.*(?<!packs)$/ },
  ] as const;
  for (const forgotten of sabotages) {
    test(forgotten.what, async () => {
      const { wrong } = await crashEverywhere(
        story,
        (seed) => new ForgetfulDisk(seed, forgotten),
        ['power-cut'],
        seedsPerOperation,
      );
      expect(wrong.length).toBeGreaterThan(0);
    });
  }
});
