import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { isRefusal } from '../../../server/src/base/index.ts';
import { openChaos } from '../../../server/src/boot/chaos.ts';
import type { Chaos } from '../../../server/src/features/chaos/index.ts';
import type { ChaosCardId, ChaosDrilled } from '../../../server/src/protocol/index.ts';
import { openLogIn, openRealState } from '../../core/log/real-log.ts';
import { residueBelow } from './residue.ts';

const bundles = join(import.meta.dirname, '..', '..', '..', 'dist');
const unseen = { onStep: () => undefined, onDrilled: () => undefined };

/** Drills real servers of the build in `dist/`, from a workspace, a state and a cache of its own. */
export class RealDrills {
  readonly #home = realpathSync(mkdtempSync(join(tmpdir(), 'grace-drills-')));
  #chaos: Promise<Chaos> | undefined;

  async drill(card: ChaosCardId, seed: number): Promise<ChaosDrilled> {
    this.#chaos ??= this.#open();
    const request = { cards: [card], seeds: [seed] };
    const answer = await (await this.#chaos).run(request, unseen, new AbortController().signal);
    if (isRefusal(answer)) throw new Error(answer.message);
    const [drilled] = answer.drills;
    if (!drilled) throw new Error(answer.stopped ?? 'There was no drill.');
    return drilled;
  }

  /** What is left of all drills, one sentence each. */
  residue(): readonly string[] {
    return residueBelow(this.#home);
  }

  [Symbol.dispose](): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  async #open(): Promise<Chaos> {
    const root = join(this.#home, 'workspace');
    mkdirSync(root);
    const variables = {
      ...process.env,
      XDG_STATE_HOME: join(this.#home, 'state'),
      XDG_CACHE_HOME: join(this.#home, 'cache'),
    };
    const state = await openRealState(root, variables.XDG_STATE_HOME);
    const { platform, pid } = process;
    const machine = { platform, pid, home: this.#home, variables, host: hostname(), bootMs: 0 };
    return openChaos({ root, state, log: openLogIn(state), machine, bundles });
  }
}
