import { describe, expect, it } from 'vitest';
import { observeTree } from '../../../../server/src/services/proof/resident/worker/observed-tree.ts';
import { memoryDisk } from '../support/memory-disk.ts';

describe('a tree that is looked at again', () => {
  it('is the same when nothing happened', () => {
    expect(observe({ '/w/a.ts': 'a' }).look()).toEqual({ changed: [], moved: [] });
  });

  it('tells what changed since the last look, also under one and the same time stamp', () => {
    const world = observe({ '/w/src/a.ts': 'a', '/w/src/b.ts': 'b' });
    world.write('/w/src/a.ts', 'c');
    expect(world.look()).toEqual({ changed: ['/w/src/a.ts'], moved: [] });
    expect(world.look()).toEqual({ changed: [], moved: [] });
    world.passMs(5_000);
    world.write('/w/src/b.ts', 'd');
    expect(world.look()).toEqual({ changed: ['/w/src/b.ts'], moved: [] });
  });

  it('takes a source that was written again as it was for the same, by its bytes', () => {
    const world = observe({ '/w/a.ts': 'a', '/w/b.ts': 'b' });
    for (let round = 0; round < 2; round += 1) {
      world.passMs(5_000);
      world.write('/w/a.ts', 'probed a');
      world.write('/w/b.ts', 'probed b');
      world.passMs(5_000);
      world.write('/w/a.ts', 'a');
      world.write('/w/b.ts', 'c');
      expect(world.look()).toEqual({ changed: round === 0 ? ['/w/b.ts'] : [], moved: [] });
    }
  });

  it('never takes what it saw in between for what was there before', () => {
    const world = observe({ '/w/a.ts': 'a' });
    world.passMs(5_000);
    world.write('/w/a.ts', 'probed');
    expect(world.look().changed).toEqual(['/w/a.ts']);
    world.passMs(5_000);
    world.write('/w/a.ts', 'a');
    expect(world.look().changed).toEqual(['/w/a.ts']);
  });

  it('does not trust what was written while it may have been read', () => {
    const world = observe({ '/w/a.ts': 'a', '/w/b.ts': 'b' });
    world.passMs(5_000);
    world.look();
    world.write('/w/a.ts', 'probed');
    world.passMs(5_000);
    world.write('/w/a.ts', 'a');
    world.doubtWritten();
    expect(world.look().changed).toEqual(['/w/a.ts']);
    world.doubtWritten();
    expect(world.look().changed).toEqual([]);
  });

  it('compares no bytes of what is no source: that it was written counts', () => {
    const world = observe({ '/w/tsconfig.json': '{}', '/w/a.ts': 'a' }, 5_000);
    world.write('/w/tsconfig.json', '{}');
    world.write('/w/a.ts', 'a');
    expect(world.look().changed).toEqual(['/w/tsconfig.json']);
  });

  it('tells what came and went, but not in installs and hidden folders', () => {
    const world = observe({ '/w/a.ts': 'a', '/w/b.ts': 'b' });
    world.remove('/w/b.ts');
    world.write('/w/new/c.ts', 'c');
    world.write('/w/.eslintrc', '{}');
    world.write('/w/node_modules/p/index.js', '');
    world.write('/w/.cache/x.json', '');
    const { changed, moved } = world.look();
    expect(changed).toEqual([]);
    expect([...moved].sort()).toEqual(['/w/.eslintrc', '/w/b.ts', '/w/new/c.ts']);
  });
});

function observe(tree: Readonly<Record<string, string>>, ageMs = 0) {
  const { disk, ...world } = memoryDisk(tree);
  world.passMs(ageMs);
  const observed = observeTree('/w', disk);
  if (!observed) throw new Error('The tree is too large.');
  return { ...world, look: () => observed.look(), doubtWritten: () => observed.doubtWritten() };
}
