import type { ChaosCardId } from '../../protocol/index.ts';
import { limits } from './limits.ts';
import { randomFrom, type Random } from './random.ts';
import type { Levers, RecordLook } from './subject.ts';

/** What a seed draws: plain values, so that a replay can be compared with what was done. */
export type Plan = Readonly<Record<string, string | number>>;

/** What was really done, for the check whether it landed. */
export interface Injury {
  /** A sentence. */
  readonly what: string;
  /** When Grace could notice it, where that is later than the strike: milliseconds, monotonic, of the runner. */
  readonly sinceMs?: number;
  /** Whether the harm is there; asked again and again for a while. */
  readonly landed: () => Promise<boolean>;
  /** Whether the harm itself is no more there, whatever anybody says of it. */
  readonly isHealed: () => Promise<boolean>;
  /** Records from this number on are harmed themselves: their loss is what the card is about. Left out: none. */
  readonly harmsFromSeq?: number;
  /** Where Grace cannot heal it and has to hold still. Left out: it heals by itself. */
  readonly held?: Held;
}

/** A harm that only a person can mend. */
export interface Held {
  /** What Grace has to tell a person. */
  readonly says: RegExp;
  /** What was made worse since, one sentence each. */
  readonly worse: () => Promise<readonly string[]>;
  /** Does what Grace tells a person to do; it runs anew when this resolves. */
  readonly mend: (signal: AbortSignal) => Promise<void>;
}

export interface CardSpecification<Drawn extends Plan> {
  readonly id: ChaosCardId;
  /** What is believed to hold, as a sentence; a drill tries to refute it. */
  readonly hypothesis: string;
  /** What has to be raised: any of these, about any of `about`. */
  readonly triggers: readonly string[];
  readonly about: readonly string[];
  /** What may be done about it first. */
  readonly recoveries: readonly string[];
  readonly detectMsMax: number;
  readonly recoverMsMax: number;
  /** Draws what to do: when, to whom, which bytes. */
  readonly draw: (random: Random) => Drawn;
  /** Looks at what will be harmed, and may ask for something so that it is there; nothing is harmed before the strike. */
  readonly prepare: (plan: Drawn, levers: Levers, signal: AbortSignal) => Promise<Strike>;
}

/** Does the harm. It returns at once: the watch begins when it has. */
export type Strike = () => Promise<Injury>;

export type Card = Omit<CardSpecification<Plan>, 'draw' | 'prepare'> & {
  /** The same for the same seed. */
  plan(seed: number): Deed;
};

/** A plan that is ready to be carried out. */
export interface Deed {
  readonly plan: Plan;
  /** How long nothing happens first. */
  readonly delayMs: number;
  prepare(levers: Levers, signal: AbortSignal): Promise<Strike>;
}

/** One failure that Grace is drilled with. */
export function defineCard<Drawn extends Plan>(specification: CardSpecification<Drawn>): Card {
  const { draw, prepare, ...card } = specification;
  return {
    ...card,
    plan(seed) {
      const random = randomFrom(card.id, seed);
      const delayMs = random.below(limits.delayMsMax);
      const drawn = draw(random);
      return {
        delayMs,
        plan: { delayMs, ...drawn },
        prepare: (levers, signal) => prepare(drawn, levers, signal),
      };
    },
  };
}

/** Records that must still be there, as they were. */
export function owed(
  before: readonly RecordLook[],
  { harmsFromSeq = Infinity }: Injury,
): readonly RecordLook[] {
  return before.filter(({ seq }) => seq < harmsFromSeq);
}
