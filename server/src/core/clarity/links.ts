import type { LogEntry } from '../log/index.ts';
import { limits } from './limits.ts';
import { tiesOf } from './story.ts';

/** Which records go back to which, as far as the log was read. */
export interface Links {
  see(entry: LogEntry): void;
  causesOf(seq: number): readonly number[];
  /** Decisions on an event, in their order. */
  decisionsOn(seq: number): readonly number[];
  /** The event that a decision is on; `undefined` for what is none, or stands alone. */
  eventOf(seq: number): number | undefined;
  /** The last record that is about something of the world, and not only about the log. */
  last(): number | undefined;
  /** The last record about a subject. */
  lastAbout(subject: string): number | undefined;
}

export function createLinks(): Links {
  const latest = new Bounded<string, { readonly seq: number; readonly timeMs: number }>();
  const verdicts = new Bounded<string, readonly number[]>();
  const causes = new Bounded<number, readonly number[]>();
  const decisions = new Bounded<number, readonly number[]>();
  const events = new Bounded<number, number>();
  let last: number | undefined;

  return {
    see(entry) {
      const { seq, timeMs, topic } = entry;
      const ties = tiesOf(entry);
      const event = ties.on === undefined ? undefined : latest.get(ties.on)?.seq;
      if (event !== undefined) {
        events.set(seq, event);
        decisions.set(event, [...(decisions.get(event) ?? []), seq]);
        // What a decision rests on, its event goes back to as well.
        addCauses(event, ties.seqs);
        return;
      }
      if (!isHousekeeping(topic)) last = seq;
      const earlier = ties.from.flatMap((about) => {
        const found = latest.get(about);
        const isOld = isStory(about) && found !== undefined && timeMs - found.timeMs > limits.storyGapMsMax;
        return found && !isOld ? [found.seq] : [];
      });
      const judged = ties.restsOn.flatMap((content) => verdicts.get(content) ?? []);
      addCauses(seq, [...ties.seqs, ...earlier, ...judged]);
      for (const content of ties.restsOn) verdicts.delete(content);
      for (const about of [...ties.is, ...(ties.on === undefined ? [] : [ties.on])])
        latest.set(about, { seq, timeMs });
      for (const content of ties.judges)
        verdicts.set(content, [...(verdicts.get(content) ?? []), seq].slice(-limits.verdictsMax));
    },
    causesOf: (seq) => causes.get(seq) ?? [],
    decisionsOn: (seq) => decisions.get(seq) ?? [],
    eventOf: (seq) => events.get(seq),
    last: () => last,
    lastAbout: (subject) => latest.get(subject)?.seq,
  };

  function addCauses(seq: number, more: readonly number[]): void {
    // Nothing goes back to itself, or to what came later: whatever a payload claims, a chain ends.
    const known = new Set([...(causes.get(seq) ?? []), ...more.filter((cause) => cause < seq)]);
    if (known.size > 0)
      causes.set(
        seq,
        [...known].sort((a, b) => b - a),
      );
  }
}

/** What goes on and on, and has no end of its own. */
function isStory(about: string): boolean {
  return about.startsWith('kernel ') || about === 'load';
}

function isHousekeeping(topic: string): boolean {
  return topic.startsWith('bus.') || topic === 'log.retired';
}

/** A map whose oldest entries give way. */
class Bounded<Key, Value> {
  readonly #entries = new Map<Key, Value>();

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= limits.remembered) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }
}
