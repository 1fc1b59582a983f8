/**
 * A map that forgets: at most `entriesMax` entries, of which the later half of what was asked for or set is always
 * there. Two halves take turns, so that nothing is kept in order and nothing is searched for.
 */
export class Recent<Key, Value> {
  readonly #halfMax: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();

  constructor(entriesMax: number) {
    this.#halfMax = Math.floor(entriesMax / 2);
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    if (this.#young.size >= this.#halfMax && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  /** All values, those that have waited longest first. */
  values(): Value[] {
    const old = [...this.#old].filter(([key]) => !this.#young.has(key)).map(([, value]) => value);
    return [...old, ...this.#young.values()];
  }
}

const parts = 64;

/**
 * The same by numbers, in parts: a large map that grows is copied as a whole, which would make one line in a hundred
 * thousand wait for many milliseconds.
 */
export class RecentByNumber<Value> {
  readonly #parts: readonly Recent<number, Value>[];

  constructor(entriesMax: number) {
    this.#parts = Array.from({ length: parts }, () => new Recent(Math.floor(entriesMax / parts)));
  }

  get(key: number): Value | undefined {
    return this.#partOf(key).get(key);
  }

  set(key: number, value: Value): void {
    this.#partOf(key).set(key, value);
  }

  /** All values, those of one part after those of another. */
  values(): Value[] {
    return this.#parts.flatMap((part) => part.values());
  }

  #partOf(key: number): Recent<number, Value> {
    // One part for each remainder, and so one for each key.
    return this.#parts[key % parts] as Recent<number, Value>;
  }
}
