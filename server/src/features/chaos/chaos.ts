import { isRefusal, refused, type Refusal } from '../../base/index.ts';
import type {
  ChaosCardId,
  ChaosCoverageJson,
  ChaosDrilled,
  ChaosListJson,
  ChaosRunJson,
} from '../../protocol/index.ts';
import type { Card } from './card.ts';
import { coverageOf } from './coverage.ts';
import { runDrill, type DrillPorts } from './drill.ts';
import { haltedSentence, type Halt } from './halt.ts';
import type { Ledger } from './ledger.ts';
import { limits } from './limits.ts';
import { settleLeftovers } from './undo.ts';

export interface ChaosPorts extends Omit<DrillPorts, 'record' | 'onStep'> {
  readonly cards: readonly Card[];
  readonly ledger: Ledger;
  /** Lets one process at a time run drills; what died with one does not count. */
  claim(signal: AbortSignal): Promise<{ release(): Promise<void> } | Refusal>;
  /** Short unique ids, fit for file names. */
  newId(): string;
  /** Why drills cannot be run on this machine at all. */
  readonly cannot?: string;
}

export interface DrillRequest {
  readonly cards: readonly ChaosCardId[];
  readonly seeds: readonly number[];
}

/** Drills: what is broken on purpose in a second Grace, to see whether it is noticed and healed. */
export interface Chaos {
  list(): Promise<ChaosListJson>;
  /** Every card with every seed, one drill at a time. */
  run(request: DrillRequest, see: DrillListener, signal: AbortSignal): Promise<ChaosRunJson | Refusal>;
  /** The card and seed of a drill of the ledger once more. */
  replay(id: string, see: DrillListener, signal: AbortSignal): Promise<ChaosRunJson | Refusal>;
  coverage(signal: AbortSignal): Promise<ChaosCoverageJson>;
  readonly halt: Halt;
  /** Undoes what runs that were killed left behind; how much that was. */
  settle(signal: AbortSignal): Promise<number>;
}

export interface DrillListener {
  onStep(card: ChaosCardId, seed: number, step: string): void;
  onDrilled(drilled: ChaosDrilled): void;
}

export function createChaos(ports: ChaosPorts): Chaos {
  const { cards, ledger, halt } = ports;

  async function run({ cards: wanted, seeds }: DrillRequest, see: DrillListener, signal: AbortSignal) {
    const asked = cards.filter(({ id }) => wanted.includes(id));
    if (ports.cannot !== undefined) return refused(ports.cannot);
    if (asked.length * seeds.length > limits.drillsMax)
      return refused(`One call runs ${limits.drillsMax} drills at most: ask for fewer seeds.`);
    if (await halt.isOn()) return refused(haltedSentence(halt));
    const claim = await ports.claim(signal);
    if (isRefusal(claim)) return claim;
    try {
      await settleLeftovers(ports.book, ports.undo);
      const drills: ChaosDrilled[] = [];
      for (const seed of seeds)
        for (const card of asked) {
          const onStep = (step: string) => see.onStep(card.id, seed, step);
          const drilled = await runDrill(
            card,
            seed,
            `${card.id}-${seed}-${ports.newId()}`,
            { ...ports, onStep, record: (each) => ledger.record(each) },
            signal,
          );
          drills.push(drilled);
          see.onDrilled(drilled);
          if (drilled.verdict === 'halted') return answerOf(drills, drilled.reason);
        }
      return answerOf(drills);
    } finally {
      await claim.release();
    }
  }

  return {
    halt,
    async list() {
      return {
        cards: cards.map(({ id, hypothesis, triggers, recoveries, detectMsMax, recoverMsMax }) => ({
          ...{ id, hypothesis, detectMsMax, recoverMsMax },
          ...{ triggers: [...triggers], recoveries: [...recoveries] },
        })),
        ...((await halt.isOn()) ? { halted: haltedSentence(halt) } : {}),
      };
    },
    run,
    async replay(id, see, signal) {
      const drill = (await ledger.drills(signal)).find((each) => each.id === id);
      if (!drill) return refused(`There is no drill ${id} in the log: \`grace log show\` lists them.`);
      const card = cards.find((each) => each.id === drill.card);
      const again = card?.plan(drill.seed).plan;
      if (JSON.stringify(again) !== JSON.stringify(drill.plan))
        return refused(
          `This Grace draws another plan for ${drill.card} with the seed ${drill.seed}: run it anew.`,
        );
      return run({ cards: [drill.card], seeds: [drill.seed] }, see, signal);
    },
    coverage: async (signal) => coverageOf(cards, await ledger.drills(signal)),
    async settle(signal) {
      const claim = await ports.claim(signal);
      // Somebody runs drills now, and has settled what was left.
      if (isRefusal(claim)) return 0;
      try {
        return await settleLeftovers(ports.book, ports.undo);
      } finally {
        await claim.release();
      }
    },
  };
}

function answerOf(drills: readonly ChaosDrilled[], stopped?: string): ChaosRunJson {
  const passed = drills.filter(({ verdict }) => verdict === 'passed').length;
  return {
    drills: [...drills],
    score: drills.length === 0 ? 0 : passed / drills.length,
    ...(stopped === undefined ? {} : { stopped }),
  };
}
