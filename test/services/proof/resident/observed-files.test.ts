import { describe, expect, it } from 'vitest';
import type { CompilerSystem } from '../../../../server/src/services/proof/resident/worker/compiler.ts';
import { observeFiles } from '../../../../server/src/services/proof/resident/worker/observed-files.ts';
import { memoryDisk } from '../support/memory-disk.ts';

describe('what a compiler looked at', () => {
  it('is the same when nothing happened', () => {
    const world = observe({ '/w/src/a.ts': 'a' });
    world.system.readFile('/w/src/a.ts');
    expect(world.difference()).toEqual({ kind: 'texts', paths: [] });
  });

  it('differs by the text of a source, also under one and the same time stamp', () => {
    const world = observe({ '/w/src/a.ts': 'a', '/w/src/b.ts': 'b' });
    world.system.readFile('/w/src/a.ts');
    world.system.readFile('/w/src/b.ts');
    world.write('/w/src/a.ts', 'c');
    expect(world.difference()).toEqual({ kind: 'texts', paths: ['/w/src/a.ts'] });
  });

  it('is the same when a source was written anew as it was', () => {
    const world = observe({ '/w/src/a.ts': 'a' });
    world.system.readFile('/w/src/a.ts');
    world.passMs(5_000);
    world.write('/w/src/a.ts', 'a');
    expect(world.difference()).toEqual({ kind: 'texts', paths: [] });
  });

  it.each<[string, (world: ReturnType<typeof observe>) => void]>([
    ['a source appears', (world) => world.write('/w/src/b.ts', '')],
    ['a source vanishes', (world) => world.remove('/w/src/a.ts')],
    ['settings change', (world) => world.write('/w/tsconfig.json', '[]')],
    ['a file of a package changes', (world) => world.write('/w/node_modules/p/p.d.ts', 'other')],
    ['a package appears', (world) => world.write('/w/node_modules/q/q.d.ts', '')],
    ['a hidden file appears that was looked for', (world) => world.write('/w/src/.hidden.json', '{}')],
  ])('is another structure when %s', (_what, happens) => {
    const world = observe({ '/w/src/a.ts': 'a', '/w/tsconfig.json': '{}', '/w/node_modules/p/p.d.ts': 'p' });
    for (const path of ['/w/src/a.ts', '/w/tsconfig.json', '/w/node_modules/p/p.d.ts'])
      world.system.readFile(path);
    world.system.fileExists('/w/src/.hidden.json');
    world.system.directoryExists('/w/node_modules');
    world.passMs(5_000);
    happens(world);
    expect(world.difference()).toEqual({ kind: 'structure' });
  });

  it('does not differ by the caches of other tools', () => {
    const world = observe({ '/w/src/a.ts': 'a', '/w/node_modules/p/p.d.ts': 'p' });
    world.system.readFile('/w/src/a.ts');
    world.system.directoryExists('/w/node_modules');
    world.write('/w/src/.cache/x.json', '{}');
    world.write('/w/node_modules/.vite/x.json', '{}');
    expect(world.difference()).toEqual({ kind: 'texts', paths: [] });
  });
});

function observe(tree: Readonly<Record<string, string>>) {
  const { disk, ...world } = memoryDisk(tree);
  const sys: Partial<CompilerSystem> = {
    readFile: (path) => disk.text(path),
    fileExists: (path) => disk.text(path) !== undefined,
    directoryExists: (path) => disk.names(path) !== undefined,
  };
  return { ...world, ...observeFiles(sys as CompilerSystem, disk, '/w') };
}
