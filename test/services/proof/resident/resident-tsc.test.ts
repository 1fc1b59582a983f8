import { describe, expect, it } from 'vitest';
import type {
  Compiler,
  CompilerSystem,
  FileChanged,
} from '../../../../server/src/services/proof/resident/worker/compiler.ts';
import { createResidentTsc } from '../../../../server/src/services/proof/resident/worker/resident-tsc.ts';
import { memoryDisk } from '../support/memory-disk.ts';

const question = {
  tool: 'tsc',
  home: '/w/node_modules/typescript',
  version: '5.9.0',
  project: 'tsconfig.json',
  buildInfo: '/caches/types.tsbuildinfo',
} as const;

describe('a resident compiler', () => {
  it('keeps its program while only texts change, though build information is written each time', () => {
    const world = open({ '/w/tsconfig.json': '{}', '/w/src/a.ts': 'fine', '/w/src/b.ts': 'fine' });
    expect(world.ask()).toEqual({ stdout: '', exitCode: 0 });
    world.write('/w/src/a.ts', 'WRONG');
    expect(world.ask()).toEqual({ stdout: '/w/src/a.ts is wrong\n', exitCode: 2 });
    expect(world.ask()).toEqual({ stdout: '/w/src/a.ts is wrong\n', exitCode: 2 });
    world.write('/w/src/a.ts', 'fine');
    expect(world.ask()).toEqual({ stdout: '', exitCode: 0 });
    expect(world.opened()).toBe(1);
    expect(world.written()).toEqual(['/caches/types.tsbuildinfo']);
  });

  it('opens a new program when files come or settings change', () => {
    const world = open({ '/w/tsconfig.json': '{}', '/w/src/a.ts': 'fine' });
    world.ask();
    world.write('/w/src/b.ts', 'WRONG');
    expect(world.ask().stdout).toBe('/w/src/b.ts is wrong\n');
    world.write('/w/tsconfig.json', '{ }');
    world.ask();
    expect(world.opened()).toBe(3);
  });

  it('does not answer for another version', () => {
    const world = open({ '/w/tsconfig.json': '{}' });
    expect(() => world.ask('5.8.0')).toThrow('TypeScript 5.9.0 was loaded, not 5.8.0.');
  });
});

/** A compiler over files in memory that finds fault with every source that says `WRONG`. */
function open(tree: Readonly<Record<string, string>>) {
  const { disk, write } = memoryDisk(tree);
  const written = new Set<string>();
  let opened = 0;
  const sources = () => (disk.names('/w/src') ?? []).map((name) => `/w/src/${name}`);
  const sys: Partial<CompilerSystem> = {
    newLine: '\n',
    useCaseSensitiveFileNames: true,
    getCurrentDirectory: () => '/w',
    readFile: (path) => disk.text(path.startsWith('/') ? path : `/w/${path}`),
    readDirectory: () => sources(),
    writeFile(path, text) {
      written.add(path);
      write(path, text);
    },
  };
  const compiler: Compiler = {
    version: '5.9.0',
    sys: sys as CompilerSystem,
    formatDiagnostic: (problem) => `${'file' in problem ? String(problem.file) : ''} is wrong\n`,
    createWatchCompilerHost: (project, options, system, _create, report) => ({
      ...{ project, options, system, report },
      afterProgramCreate(program: Map<string, string>) {
        for (const [file, text] of program) if (text === 'WRONG') report({ category: 1, ...{ file } });
        system.writeFile(String(options['tsBuildInfoFile']), `${Math.random()}`);
      },
    }),
    createWatchProgram(made) {
      opened += 1;
      const host = made as {
        system: CompilerSystem;
        options: Record<string, unknown>;
        afterProgramCreate(program: Map<string, string>): void;
      };
      const { system } = host;
      const texts = new Map<string, string>();
      let isStale = false;
      const changed: FileChanged = (path) => {
        texts.set(path, system.readFile(path) ?? '');
        isStale = true;
      };
      system.readFile(String(host.options['tsBuildInfoFile']));
      system.readFile('tsconfig.json');
      for (const path of system.readDirectory('/w/src')) {
        texts.set(path, system.readFile(path) ?? '');
        system.watchFile?.(path, changed);
      }
      host.afterProgramCreate(texts);
      return {
        getProgram() {
          if (isStale) host.afterProgramCreate(texts);
          isStale = false;
        },
        close: () => undefined,
      };
    },
  };
  const tsc = createResidentTsc(() => compiler, disk);
  return {
    write,
    opened: () => opened,
    written: () => [...written],
    ask: (version = '5.9.0') => tsc({ ...question, version }),
  };
}
