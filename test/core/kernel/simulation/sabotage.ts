import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Simulation } from './simulate.ts';

/** One change that takes a promise out of the product. */
export interface Sabotage {
  readonly what: string;
  /** In `server/src/core/kernel`. */
  readonly file: string;
  /** There exactly once. */
  readonly from: string;
  readonly to: string;
  /** The laws that notice it, by the word their sentences begin with. */
  readonly noticedAs: RegExp;
}

type Simulate = (seed: number) => Promise<Simulation>;

const entry = resolve(import.meta.dirname, 'simulate.ts');
const room = resolve(import.meta.dirname, '../../../../server/src/core/kernel');

/** The simulation over the product with one change in it. */
export async function sabotaged({ file, from, to }: Sabotage): Promise<Simulate> {
  const path = join(room, file);
  const source = await readFile(path, 'utf8');
  if (source.split(from).length !== 2) throw new Error(`${file} does not hold exactly once: ${from}`);
  const bundle = await build({
    entryPoints: [entry],
    ...{ bundle: true, write: false, platform: 'node', format: 'esm', logLevel: 'silent' },
    plugins: [
      {
        name: 'sabotage',
        setup(hooks) {
          hooks.onLoad({ filter: /kernel.[a-z-]+\.ts$/ }, (asked) =>
            asked.path === path ? { contents: source.replace(from, to), loader: 'ts' } : undefined,
          );
        },
      },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'grace-sabotage-'));
  try {
    const module = join(folder, 'simulate.mjs');
    await writeFile(module, bundle.outputFiles[0]!.contents);
    return ((await import(pathToFileURL(module).href)) as { simulate: Simulate }).simulate;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const sabotages: readonly Sabotage[] = [
  {
    what: 'no wait before a restart',
    file: 'restart-policy.ts',
    from: 'return fullMs / 2 + (fullMs / 2) * random();',
    to: 'return 0 * random() * fullMs;',
    noticedAs: /hurry/u,
  },
  {
    what: 'no bound on starts',
    file: 'start-budget.ts',
    from: 'oldest === undefined || this.#startsAtMs.length < startsPerWindowMax',
    to: 'true',
    noticedAs: /storm/u,
  },
  {
    what: 'no escalation',
    file: 'restart-policy.ts',
    from: 'failuresAtMs.length <= bounds.failuresMax',
    to: 'true',
    noticedAs: /endless/u,
  },
  {
    what: 'no trial after a quarantine',
    file: 'slot.ts',
    from: '...(onTrial ? { goodProbes: 0 } : {}),',
    to: '',
    noticedAs: /trial/u,
  },
  {
    what: 'one good self-test ends a quarantine',
    file: 'slot-state.ts',
    from: 'phase.goodProbes < goodProbesMin',
    to: 'phase.goodProbes < 1',
    noticedAs: /trial/u,
  },
  {
    what: 'a quarantine for ever',
    file: 'slot.ts',
    from: 'clock.sleep(delayMs, wake.signal)',
    to: "clock.sleep(kind === 'quarantine' ? 1e9 : delayMs, wake.signal)",
    noticedAs: /given up/u,
  },
  {
    what: 'a quarantine that a new process forgets',
    file: 'control-plane.ts',
    from: 'slot.resume();',
    to: '',
    noticedAs: /quarantine:/u,
  },
  {
    what: 'a stop that does not cancel',
    file: 'lifetime.ts',
    from: 'controller.abort();',
    to: '',
    noticedAs: /orphan/u,
  },
  {
    what: 'a stop that disposes of nothing',
    file: 'lifetime.ts',
    from: 'of owned.reverse()',
    to: 'of []',
    noticedAs: /instance|orphan/u,
  },
  {
    what: 'a start that goes on after its deadline',
    file: 'slot.ts',
    from: 'const { leftBehind } = await lifetime.end();',
    to: 'const { leftBehind } = this.#failedStarts > 0 ? { leftBehind: [] } : await lifetime.end();',
    noticedAs: /instance|orphan/u,
  },
  {
    what: 'dependants that stay when what they need goes',
    file: 'slot.ts',
    from: '() => takeDown(dependants)',
    to: '() => Promise.resolve()',
    noticedAs: /stands on it/u,
  },
  {
    what: 'a stop in the order of the start',
    file: 'slots.ts',
    from: 'of [...this.#waves].reverse()',
    to: 'of this.#waves',
    noticedAs: /stands on it/u,
  },
  {
    what: 'a start before what it needs',
    file: 'slots.ts',
    from: 'if (this.missingOf(slot.kernel) !== undefined) continue;',
    to: '',
    noticedAs: /without/u,
  },
  {
    what: 'kernels that come up while others are taken down',
    file: 'slots.ts',
    from: ' || this.#held.has(slot.id)',
    to: '',
    noticedAs: /stands on it/u,
  },
  {
    what: 'beats that nobody misses',
    file: 'vital-signs.ts',
    from: 'missed >= bounds.beatsMissedMax',
    to: 'false',
    noticedAs: /unnoticed/u,
  },
  {
    what: 'work that may stand still',
    file: 'vital-signs.ts',
    from: 'stillMs >= kernelBounds.stallMs',
    to: 'false',
    noticedAs: /unnoticed/u,
  },
  {
    what: 'everything starts at once',
    file: 'slots.ts',
    from: 'if (starting >= startingMax) return;',
    to: '',
    noticedAs: /crowd/u,
  },
  {
    what: 'a failing self-test that nobody minds',
    file: 'slot-state.ts',
    from: 'phase.failedTests >= failedMax',
    to: 'false',
    noticedAs: /unready/u,
  },
];
