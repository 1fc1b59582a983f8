import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chaosCardIds } from '../../../server/src/protocol/index.ts';
import { seeded } from '../../support/unreliable-disk.ts';
import { bundleProgram } from '../../core/log/log-process.ts';

const bundles = join(import.meta.dirname, '..', '..', '..', 'dist');
/** Steps that a drill begins, from the dead man to its end. */
const steps = 12;
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
  #program: string | undefined;

  constructor() {
    mkdirSync(this.#workspace);
  }

  async kill(seed: number): Promise<KilledRun> {
    this.#program ??= await bundleProgram(join(import.meta.dirname, 'killed-runner.mts'), this.#home);
    const random = seeded(seed);
    const card = chaosCardIds[Math.floor(random() * chaosCardIds.length)] ?? chaosCardIds[0];
    const [atStep, delayMs] = [Math.floor(random() * steps), Math.floor(random() * delayMsMax)];
    const before = this.#strangers();
    const argv = [this.#program, this.#workspace, bundles, card, `${seed}`, `${atStep}`, `${delayMs}`];
    const said = await this.#run(argv);
    const endMs = Date.now() + undoneMsMax;
    while (this.#residue(before).length > 0 && Date.now() < endMs) await sleep(lookMs);
    return { card, seed, during: said.trim().split('\n').at(-1) ?? '', residue: this.#residue(before) };
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
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return new Promise((resolve) => child.on('exit', () => resolve(said)));
  }

  #residue(before: readonly string[]): readonly string[] {
    return [
      ...this.#processes(),
      ...filesIn(join(this.#home, 'cache')).filter((path) => path.includes('/chaos/')),
      ...filesIn(join(this.#home, 'state')).filter((path) => path.includes('/chaos/undo/')),
      ...this.#strangers().filter((name) => !before.includes(name)),
    ];
  }

  /** Processes that work below our folder, or were told about it. */
  #processes(): readonly string[] {
    return readdirSync('/proc').flatMap((pid) => {
      if (!/^\d+$/u.test(pid) || Number(pid) === process.pid) return [];
      try {
        const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const isOurs =
          readlinkSync(`/proc/${pid}/cwd`).startsWith(this.#home) || commandLine.includes(this.#home);
        // One that is dead and was not waited for has no command line.
        return isOurs && commandLine !== '' ? [`process ${pid}: ${commandLine}`] : [];
      } catch {
        return [];
      }
    });
  }

  /** What lies in the folders for temporary files and for state beside our own. */
  #strangers(): readonly string[] {
    return readdirSync(tmpdir()).filter((name) => /shop|drill|workspace-/u.test(name));
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).map(({ parentPath, name }) =>
      join(parentPath, name),
    );
  } catch {
    return [];
  }
}
