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

function observe(tree: Readonly<Record<string, string>>) {
  const { disk, ...world } = memoryDisk(tree);
  const observed = observeTree('/w', disk);
  if (!observed) throw new Error('The tree is too large.');
  return { ...world, look: () => observed.look() };
}
