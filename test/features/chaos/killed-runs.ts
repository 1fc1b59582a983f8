import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chaosCardIds } from '../../../server/src/protocol/index.ts';
import { seeded } from '../../support/unreliable-disk.ts';
import { bundleProgram } from '../../core/log/log-process.ts';
import { residueBelow } from './residue.ts';

const bundles = join(import.meta.dirname, '..', '..', '..', 'dist');
/** Steps that a drill begins, from the dead man to its end. */
const steps = 13;
const delayMsMax = 900;
/** How long the dead man has to be through; nothing of it is measured. */
const undoneMsMax = 20_000;
const lookMs = 100;

export interface KilledRun {
  readonly card: string;
  readonly seed: number;
  /** The last step that was begun. */
  readonly during: string;
  /** What is still there of it, one sentence each. */
  readonly residue: readonly string[];
}

/** Kills runners in the middle of drills and looks for what they leave. */
export class KilledRuns {
  readonly #home = realpathSync(mkdtempSync(join(tmpdir(), 'grace-killed-')));
  readonly #workspace = join(this.#home, 'workspace');
  readonly #temporary = join(this.#home, 'tmp');
  #program: string | undefined;

  constructor() {
    for (const folder of [this.#workspace, this.#temporary]) mkdirSync(folder);
  }

  async kill(seed: number): Promise<KilledRun> {
    this.#program ??= await bundleProgram(join(import.meta.dirname, 'killed-runner.mts'), this.#home);
    const random = seeded(seed);
    const card = chaosCardIds[Math.floor(random() * chaosCardIds.length)] ?? chaosCardIds[0];
    const [atStep, delayMs] = [Math.floor(random() * steps), Math.floor(random() * delayMsMax)];
    const argv = [this.#program, this.#workspace, bundles, card, `${seed}`, `${atStep}`, `${delayMs}`];
    const said = await this.#run(argv);
    const endMs = Date.now() + undoneMsMax;
    while (this.#residue().length > 0 && Date.now() < endMs) await sleep(lookMs);
    return { card, seed, during: said.trim().split('\n').at(-1) ?? '', residue: this.#residue() };
  }

  [Symbol.dispose](): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  #run(argv: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, argv, {
      env: {
        ...process.env,
        XDG_STATE_HOME: join(this.#home, 'state'),
        XDG_CACHE_HOME: join(this.#home, 'cache'),
        TMPDIR: this.#temporary,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return new Promise((resolve) => child.on('exit', () => resolve(said)));
  }

  #residue(): readonly string[] {
    return [...residueBelow(this.#home), ...readdirSync(this.#temporary)];
  }
}
