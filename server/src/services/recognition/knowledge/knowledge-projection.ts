import { Emitter, type Listen } from '../../../base/index.ts';
import type { LogEntry, Projection } from '../../../core/log/index.ts';
import {
  durableTopics,
  type DurableTopic,
  type LearnedEntry,
  type LearnedJson,
  type PayloadOf,
} from '../../../protocol/index.ts';
import { entryFrom } from './entry.ts';
import { stateSchema, type Facts, type State } from './facts.ts';
import { limits } from './limits.ts';
import * as record from './remedy-record.ts';
import type { RemedyFacts } from './remedy-facts.ts';

/** What is known of failures, as it follows from the log alone. */
export class KnowledgeProjection implements Projection {
  readonly name = 'error-knowledge';
  /** In the order in which they were seen or spoken of, the latest last. */
  readonly #facts = new Map<string, Facts>();
  /** From a signature to one that stands for it; chains end at the one that stands for all of them. */
  readonly #same = new Map<string, string>();
  readonly #changed = new Emitter<void>();

  fold({ topic, payload, seq, timeMs }: LogEntry): void {
    const news = { isThere: false };
    const told = <T extends DurableTopic>(of: T, take: (payload: PayloadOf<T>) => void) => {
      const read = topic === of ? durableTopics[of].schema.safeParse(payload) : undefined;
      if (!read?.success) return;
      take(read.data as PayloadOf<T>);
      news.isThere = true;
    };
    told('log.erased', (erased) => this.#forgetTexts(erased.seq));
    told('error.seen', (seen) => this.#see(seen, seq, timeMs));
    told('error.named', (named) => this.#name(named, seq));
    told('error.merged', ({ signature, into }) => this.#merge(signature, into));
    told('error.split', ({ signature }) => this.#split(signature));
    told('error.forgotten', ({ signature }) => this.#forget(signature));
    told('error.imported', (imported) => this.#import(imported, { seq, timeMs }));
    told('remedy.tried', (tried) =>
      this.#changeRemedies(tried.signature, (known) => record.begin(known, tried, { seq, timeMs })),
    );
    told('remedy.ended', (ended) => {
      for (const member of this.#alike(ended.signature))
        this.#changeRemedies(member, (known) => record.end(known, ended, { seq, timeMs }));
    });
    told('remedy.released', ({ signature, remedy }) => {
      for (const member of this.#alike(signature))
        this.#changeRemedies(member, (known) => record.release(known, remedy, { seq, timeMs }));
    });
    told('restore.undone', (undone) => {
      for (const signature of this.#facts.keys())
        this.#changeRemedies(signature, (known) => record.undo(known, undone));
    });
    this.#keepWithinLimits();
    if (news.isThere) this.#changed.fire();
  }

  /** Fires after each record that may say something new. */
  get onDidChange(): Listen<void> {
    return this.#changed.event;
  }

  /** The signature that stands for all that are the same failure. */
  idOf(signature: string): string {
    let id = signature;
    for (let next = this.#same.get(id); next !== undefined; next = this.#same.get(id)) id = next;
    return id;
  }

  entryOf(signature: string): LearnedEntry | undefined {
    const id = this.idOf(signature);
    const members = this.#membersOf(id);
    return members.length === 0 ? undefined : entryFrom(id, members);
  }

  /** What is known of one signature from its text alone, whatever it was merged with. */
  textOf(signature: string): Pick<Facts, 'template' | 'tool' | 'code' | 'loose'> | undefined {
    const facts = this.#facts.get(signature);
    return facts && { template: facts.template, tool: facts.tool, code: facts.code, loose: facts.loose };
  }

  /** Every failure, the one that was seen or spoken of last first. */
  entries(): readonly LearnedEntry[] {
    return this.#failures().map(([id, members]) => entryFrom(id, members));
  }

  /**
   * The latest failures in whose texts all the words occur, in any case, and how many more there are. Only of those that are
   * answered everything is put together: to do so for all of them would hold up whoever asks.
   */
  find(words: readonly string[], max: number): LearnedJson {
    const found = this.#failures().filter(([id, members]) => hasWords(id, members, words));
    const entries = found.slice(0, max).map(([id, members]) => entryFrom(id, members));
    return { entries, leftOff: found.length - entries.length };
  }

  #failures(): readonly (readonly [string, Members])[] {
    const failures = new Map<string, [string, Facts][]>();
    for (const [signature, facts] of this.#facts) {
      const id = this.idOf(signature);
      const known = failures.get(id) ?? [];
      known.push([signature, facts]);
      if (known.length > 1) failures.delete(id);
      failures.set(id, known);
    }
    return [...failures].reverse();
  }

  snapshot(): unknown {
    return { facts: [...this.#facts], same: [...this.#same] } satisfies State;
  }

  restore(state: unknown): boolean {
    this.reset();
    const { success, data } = stateSchema.safeParse(state);
    if (!success) return false;
    for (const [signature, facts] of data.facts) this.#facts.set(signature, facts);
    for (const [signature, into] of data.same) this.#same.set(signature, into);
    return true;
  }

  reset(): void {
    this.#facts.clear();
    this.#same.clear();
  }

  #membersOf(id: string): readonly (readonly [string, Facts])[] {
    const merged =
      this.#same.size === 0 ? [] : [...this.#same.keys()].filter((other) => this.idOf(other) === id);
    return [id, ...merged].flatMap((signature) => {
      const facts = this.#facts.get(signature);
      return facts ? [[signature, facts] as const] : [];
    });
  }

  #see(
    { signature, template, message, loose, tool, code, file, line, count }: PayloadOf<'error.seen'>,
    seq: number,
    timeMs: number,
  ): void {
    const known = this.#facts.get(signature);
    const { firstMs = timeMs, seen = 0, name, nameSeq, remedies = [] } = known ?? {};
    // The texts are those of this time: nothing is left of those before.
    const texts = { template, message, loose, tool, code, file, line, textSeq: seq };
    const counts = { firstMs, lastMs: timeMs, seen: seen + count };
    this.#put(signature, { ...texts, ...counts, name, nameSeq, remedies });
  }

  #name({ signature, name }: PayloadOf<'error.named'>, seq: number): void {
    const id = this.idOf(signature);
    for (const [member, facts] of this.#membersOf(id)) {
      const own = member === id && name !== undefined;
      this.#put(member, { ...facts, name: own ? name : undefined, nameSeq: own ? seq : undefined });
    }
  }

  #merge(signature: string, into: string): void {
    const [from, to] = [this.idOf(signature), this.idOf(into)];
    if (from !== to) this.#same.set(from, to);
  }

  /** Whatever was merged with it stays together. */
  #split(signature: string): void {
    const id = this.idOf(signature);
    const others = [...this.#same.keys(), id].filter(
      (other) => other !== signature && this.idOf(other) === id,
    );
    const heir = id === signature ? others[0] : id;
    for (const other of others) this.#same.delete(other);
    this.#same.delete(signature);
    for (const other of others) if (heir !== undefined && other !== heir) this.#same.set(other, heir);
  }

  #forget(signature: string): void {
    const id = this.idOf(signature);
    for (const [member] of this.#membersOf(id)) this.#facts.delete(member);
    for (const other of [...this.#same.keys()].filter((each) => this.idOf(each) === id))
      this.#same.delete(other);
  }

  #import(
    { signature, into, name, template, loose, tool, code, remedies: told = [] }: PayloadOf<'error.imported'>,
    at: record.At,
  ): void {
    const { seq } = at;
    const known = this.#facts.get(signature);
    const nameSeq = name === undefined ? undefined : seq;
    const unseen = { template, loose, tool, code, seen: 0, textSeq: seq, remedies: [] };
    // Who has seen it here knows better.
    if (!known) this.#put(signature, { ...unseen, name, nameSeq });
    else if (known.name === undefined) this.#put(signature, { ...known, name, nameSeq });
    this.#changeRemedies(signature, (remedies) => record.hear(remedies, told, at));
    if (into !== undefined && !this.#same.has(signature)) this.#merge(signature, into);
  }

  /** What is told of remedies for a failure that nobody knows, or knows no more, is nobody's. */
  #changeRemedies(
    signature: string,
    change: (remedies: readonly RemedyFacts[]) => readonly RemedyFacts[],
  ): void {
    const facts = this.#facts.get(signature);
    const remedies = facts ? change(facts.remedies) : [];
    // In its place: that somebody tried something is no occurrence.
    if (facts && remedies !== facts.remedies) this.#facts.set(signature, { ...facts, remedies });
  }

  /** Every signature of the failure that one is of: an attempt was made under one of them. */
  #alike(signature: string): readonly string[] {
    return this.#membersOf(this.idOf(signature)).map(([member]) => member);
  }

  #put(signature: string, facts: Facts): void {
    this.#facts.delete(signature);
    this.#facts.set(signature, facts);
  }

  #forgetTexts(seq: number): void {
    for (const [signature, facts] of this.#facts) {
      const { textSeq, nameSeq, remedies } = facts;
      this.#facts.set(signature, {
        ...facts,
        ...(textSeq === seq
          ? { template: erased, message: undefined, file: undefined, line: undefined }
          : {}),
        ...(nameSeq === seq ? { name: undefined } : {}),
        remedies: remedies.length === 0 ? remedies : record.withoutTexts(remedies, seq),
      });
    }
  }

  #keepWithinLimits(): void {
    for (const [signature, { name, remedies }] of this.#facts) {
      if (this.#facts.size <= limits.signaturesMax) return;
      const isOfUse = name !== undefined || this.#same.has(signature) || remedies.length > 0;
      if (!isOfUse) this.#facts.delete(signature);
    }
    for (const signature of this.#facts.keys()) {
      if (this.#facts.size <= limits.signaturesMax) return;
      this.#facts.delete(signature);
    }
  }
}

type Members = readonly (readonly [string, Facts])[];

function hasWords(id: string, members: Members, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const texts = members.flatMap(([signature, { name, template, message, tool, code, file }]) => [
    ...[signature, name, template, message, tool, code, file],
  ]);
  const text = [id, ...texts].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

const erased = '(erased)';
