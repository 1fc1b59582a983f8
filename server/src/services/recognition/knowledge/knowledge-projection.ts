import type { z } from 'zod';
import type { LogEntry, Projection } from '../../../core/log/index.ts';
import {
  durableTopics,
  type DurableTopic,
  type LearnedEntry,
  type PayloadOf,
} from '../../../protocol/index.ts';
import { stateSchema, type Facts } from './facts.ts';
import { limits } from './limits.ts';

/** What is known of failures, as it follows from the log alone. */
export class KnowledgeProjection implements Projection {
  readonly name = 'error-knowledge';
  /** In the order in which they were seen or spoken of, the latest last. */
  readonly #facts = new Map<string, Facts>();
  /** From a signature to one that stands for it; chains end at the one that stands for all of them. */
  readonly #same = new Map<string, string>();

  fold({ topic, payload, seq, timeMs }: LogEntry): void {
    const told = <T extends DurableTopic>(of: T, take: (payload: PayloadOf<T>) => void) => {
      const read = topic === of ? durableTopics[of].schema.safeParse(payload) : undefined;
      if (read?.success) take(read.data as PayloadOf<T>);
    };
    told('log.erased', (erased) => this.#forgetTexts(erased.seq));
    told('error.seen', (seen) => this.#see(seen, seq, timeMs));
    told('error.named', (named) => this.#name(named, seq));
    told('error.merged', ({ signature, into }) => this.#merge(signature, into));
    told('error.split', ({ signature }) => this.#split(signature));
    told('error.forgotten', ({ signature }) => this.#forget(signature));
    told('error.imported', (imported) => this.#import(imported, seq));
    this.#keepWithinLimits();
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

  /** Every failure, the one that was seen or spoken of last first. */
  entries(): readonly LearnedEntry[] {
    const members = new Map<string, [string, Facts][]>();
    for (const [signature, facts] of this.#facts) {
      const id = this.idOf(signature);
      const known = members.get(id) ?? [];
      known.push([signature, facts]);
      members.delete(id);
      members.set(id, known);
    }
    return [...members].reverse().map(([id, of]) => entryFrom(id, of));
  }

  snapshot(): unknown {
    return { facts: [...this.#facts], same: [...this.#same] } satisfies z.infer<typeof stateSchema>;
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
    { signature, template, message, loose, tool, code, file, count }: PayloadOf<'error.seen'>,
    seq: number,
    timeMs: number,
  ): void {
    const { firstMs = timeMs, seen = 0, name, nameSeq } = this.#facts.get(signature) ?? {};
    // The texts are those of this time: nothing is left of those before.
    const texts = { template, message, loose, tool, code, file, textSeq: seq };
    this.#put(signature, { ...texts, name, nameSeq, firstMs, lastMs: timeMs, seen: seen + count });
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
    { signature, into, name, template, loose, tool, code }: PayloadOf<'error.imported'>,
    seq: number,
  ): void {
    const known = this.#facts.get(signature);
    const nameSeq = name === undefined ? undefined : seq;
    // Who has seen it here knows better.
    if (!known) this.#put(signature, { template, loose, tool, code, seen: 0, textSeq: seq, name, nameSeq });
    else if (known.name === undefined) this.#put(signature, { ...known, name, nameSeq });
    if (into !== undefined && !this.#same.has(signature)) this.#merge(signature, into);
  }

  #put(signature: string, facts: Facts): void {
    this.#facts.delete(signature);
    this.#facts.set(signature, facts);
  }

  #forgetTexts(seq: number): void {
    for (const [signature, facts] of this.#facts) {
      const { textSeq, nameSeq } = facts;
      if (textSeq === seq)
        this.#facts.set(signature, { ...facts, template: erased, message: undefined, file: undefined });
      if (nameSeq === seq)
        this.#facts.set(signature, { ...(this.#facts.get(signature) ?? facts), name: undefined });
    }
  }

  #keepWithinLimits(): void {
    for (const [signature, { name }] of this.#facts) {
      if (this.#facts.size <= limits.signaturesMax) return;
      const isSpokenOf = name !== undefined || this.#same.has(signature);
      if (!isSpokenOf) this.#facts.delete(signature);
    }
    for (const signature of this.#facts.keys()) {
      if (this.#facts.size <= limits.signaturesMax) return;
      this.#facts.delete(signature);
    }
  }
}

const erased = '(erased)';

function entryFrom(id: string, members: readonly (readonly [string, Facts])[]): LearnedEntry {
  const facts = members.map(([, each]) => each);
  const standing = members.find(([signature]) => signature === id)?.[1];
  const [latest] = facts.toSorted((one, other) => (other.lastMs ?? 0) - (one.lastMs ?? 0));
  const { template = '', tool, code } = standing ?? latest ?? {};
  const moments = facts.flatMap(({ firstMs, lastMs }) => [firstMs, lastMs]).filter((ms) => ms !== undefined);
  const iso = (ms: number) => (moments.length === 0 ? undefined : new Date(ms).toISOString());
  return given({
    ...{ id, template, tool, code },
    name: standing?.name ?? facts.find(({ name }) => name !== undefined)?.name,
    message: latest?.message,
    file: latest?.file,
    signatures: members.map(([signature]) => signature).sort(),
    loose: [...new Set(facts.flatMap(({ loose }) => (loose === undefined ? [] : [loose])))].sort(),
    seen: facts.reduce((sum, { seen }) => sum + seen, 0),
    firstSeen: iso(Math.min(...moments)),
    lastSeen: iso(Math.max(...moments)),
  });
}

/** Without what is not there. */
function given(entry: { readonly [Key in keyof LearnedEntry]: LearnedEntry[Key] | undefined }): LearnedEntry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as LearnedEntry;
}
