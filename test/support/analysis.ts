import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { systemDisk, systemProcesses } from '../../server/src/adapters/index.ts';
import type { ProcessPort } from '../../server/src/core/ports/index.ts';
import { sha256, systemClock } from '../../server/src/base/index.ts';
import {
  createAnalysis,
  type AnalysisLimits,
  type ProcessEvent,
} from '../../server/src/services/analysis/index.ts';

export interface StartedAnalysis extends ReturnType<typeof createAnalysis> {
  /** Everything the analysis logged, as `level: message`. */
  readonly logged: readonly string[];
  /** What became of its processes. */
  readonly events: readonly ProcessEvent[];
}

export interface StartOptions {
  /** `product`: the intents of Grace. `test`: the small ones of `analysis-entry.ts`. */
  readonly entry?: 'product' | 'test';
  readonly limits?: Partial<AnalysisLimits>;
  readonly processes?: (module: string) => ProcessPort;
  /** Where flags and the compile cache go; a folder shared by all tests unless given. */
  readonly scratch?: string;
}

/** Starts a real analysis over a folder, on a bundle of the sources as they are now. Dispose of it when done. */
export async function startAnalysis(root: string, options: StartOptions = {}): Promise<StartedAnalysis> {
  const module = await builtAnalysis(options.entry ?? 'product');
  const scratch = options.scratch ?? join(cacheFolder, 'scratch');
  const logged: string[] = [];
  const events: ProcessEvent[] = [];
  const analysis = createAnalysis({
    root: realpathSync(root),
    processes: options.processes?.(module) ?? systemProcesses,
    disk: systemDisk,
    clock: systemClock,
    module,
    scratch,
    onEvent: (event) => void events.push(event),
    log: (level, message) => void logged.push(`${level}: ${message}`),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  return { ...analysis, logged, events };
}

/** Writes files into a new temporary folder; `remove` takes it away again. */
export function temporaryTree(files: Readonly<Record<string, string>>): { root: string; remove: () => void } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'grace-analysis-')));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

const repository = join(import.meta.dirname, '../..');
const cacheFolder = join(repository, '.cache/test-analysis');
const entries = {
  product: 'server/src/boot/analysis-program.ts',
  test: 'test/support/analysis-entry.ts',
  resident: 'server/src/boot/resident.ts',
  watchdog: 'server/src/boot/watchdog.ts',
};
const bundles = new Map<string, Promise<string>>();

/** The bundle that resident tools run. */
export const builtResident = (): Promise<string> => builtAnalysis('resident');

/** The bundle that the watchdog's thread runs. */
export const builtWatchdog = (): Promise<string> => builtAnalysis('watchdog');

/** Absolute path of a bundle made from the sources as they are; several test workers may make it at once. */
function builtAnalysis(entry: keyof typeof entries): Promise<string> {
  const known = bundles.get(entry);
  if (known) return known;
  const made = makeBundle(entry);
  bundles.set(entry, made);
  return made;
}

async function makeBundle(entry: keyof typeof entries): Promise<string> {
  const output = await build({
    entryPoints: [join(repository, entries[entry])],
    bundle: true,
    platform: 'node',
    target: entry === 'resident' ? 'node18' : 'node22',
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  });
  const text = output.outputFiles[0]?.text ?? '';
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(join(cacheFolder, 'package.json'), '{"type":"commonjs"}\n');
  const file = join(cacheFolder, `${entry}-${sha256(text).slice(0, 16)}.js`);
  if (existsSync(file)) return file;
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  try {
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return file;
}
