import { Group, idOf, type Variable } from './group.ts';
import { isNumbered, isState, judge, valuesMax } from './judge.ts';
import { keysOf, type Keys } from './keys.ts';
import { limits } from './limits.ts';
import { outlineOf, type Outline } from './outline.ts';
import { Recent, RecentByNumber } from './recent.ts';
import { shapeOf, variable } from './shape.ts';

/** What a line is an occurrence of. */
export interface Template {
  readonly id: string;
  /** The line with `<*>` for every variable. */
  readonly template: string;
  /** What it goes by now: itself, or what it was merged into. */
  readonly current: Template;
  /** Words that became variables because of other lines; masks are not among them. */
  readonly variables: readonly Variable[];
}

/** Two templates turned out to be one: what went by the first id goes by the second. */
export interface Merge {
  readonly from: string;
  readonly into: string;
}

/** A template with what is known of it. */
export interface ExplainedTemplate extends Template {
  readonly lines: number;
}

/** Lines of one shape, or of all shapes that a more general outline covers. */
interface Variant extends Outline {
  readonly group: Group;
  readonly keys: Keys;
}

/** Columns in which lines that are otherwise alike differ. */
interface Place {
  readonly columns: readonly number[];
  readonly values: Map<string, Variant>;
  /** Since it is a variable. */
  general?: Variant;
}

interface Related {
  readonly variants: Variant[];
  /** Those with more than one variable, which are not found by leaving out one word. */
  readonly general: Variant[];
}

/**
 * Learns templates from lines, one after the other, whatever they are from. Lines of the same shape are the same
 * message. A word in which lines of otherwise equal shape differ becomes a variable as soon as `judge` says so, and the
 * groups that differ in it become one: the oldest keeps its id, the others are aliases of it.
 */
export class Miner {
  readonly #shapes = new Recent<string, Group>(limits.shapesMax);
  readonly #places = new RecentByNumber<Place | Variant>(limits.placesMax);
  readonly #related = new Recent<number, Related>(limits.shapesMax);
  readonly #aliases = new Recent<string, Group>(limits.aliasesMax);
  /** Words that stood in a variable. */
  readonly #values = new Set<string>();
  readonly #onMerge: (merge: Merge) => void;
  #groups = 0;

  /** Tells of each merge when it is made. */
  constructor(onMerge: (merge: Merge) => void = () => undefined) {
    this.#onMerge = onMerge;
  }

  /** The template of a line, as far as it is known now. */
  learn(line: string): Template {
    return this.#learn(line);
  }

  /** The id by which a template goes that once had this one. */
  currentId(id: string): string {
    return this.#aliases.get(id)?.current.id ?? id;
  }

  /** What is known, the oldest first. */
  templates(): ExplainedTemplate[] {
    const groups = new Set(this.#shapes.values().map((group) => group.current));
    return [...groups].sort((a, b) => a.order - b.order);
  }

  /** Judges every place once more by all that is known by now. */
  settle(): void {
    for (let round = 0; round < limits.roundsMax; round++) {
      let isSettled = true;
      for (const place of this.#places.values()) {
        if ('values' in place && this.#judge(place)) isSettled = false;
      }
      if (isSettled) return;
    }
  }

  /** The templates of lines, by all of them. */
  learnAll(lines: Iterable<string>): Template[] {
    const groups = Array.from(lines, (line) => this.#learn(line));
    this.settle();
    return groups.map((group) => group.current);
  }

  #learn(line: string): Group {
    const shape = shapeOf(line);
    let group = this.#shapes.get(shape);
    if (!group) {
      group = this.#meet(shape);
      this.#shapes.set(shape, group);
    }
    const { current } = group;
    current.lines++;
    return current;
  }

  #meet(shape: string): Group {
    const outline = outlineOf(shape);
    const keys = keysOf(outline);
    const known = this.#covering(outline, keys);
    if (known) return known.group.current;
    const id = idOf(shape);
    const group = this.#aliases.get(id)?.current ?? new Group(outline, id, this.#groups++);
    this.#register({ ...outline, group, keys });
    return group.current;
  }

  /** A template that the outline is an occurrence of. */
  #covering(outline: Outline, keys: Keys): Variant | undefined {
    for (const column of outline.words.keys()) {
      const place = this.#places.get(keys.without([column]));
      if (!place || !('values' in place) || !place.general) continue;
      this.#noteValue(outline.words[column] ?? '');
      return place.general;
    }
    return this.#related.get(keys.gaps)?.general.find((general) => covers(general, outline));
  }

  #register(variant: Variant): void {
    const related = this.#related.get(variant.keys.gaps) ?? { variants: [], general: [] };
    this.#related.set(variant.keys.gaps, related);
    if (related.variants.length < limits.relatedMax) related.variants.push(variant);
    for (const column of variant.words.keys()) this.#stand(variant, [column]);
    const names = [...variant.words.keys()].filter((column) => isNumbered(variant.words[column] ?? ''));
    if (names.length > 1) this.#stand(variant, names);
  }

  /** Notes what stands in these columns, where everything else is equal. */
  #stand(variant: Variant, columns: readonly number[]): void {
    const key = variant.keys.without(columns);
    const found = this.#places.get(key);
    if (!found) {
      this.#places.set(key, variant);
      return;
    }
    const place =
      'values' in found ? found : { columns, values: new Map([[valueAt(found, columns), found]]) };
    if (place !== found) this.#places.set(key, place);
    if (place.general) this.#unite(place.general.group, variant.group);
    else if (place.values.size < valuesMax) place.values.set(valueAt(variant, columns), variant);
    this.#judge(place);
  }

  /** Answers whether the place became a variable now. */
  #judge(place: Place): boolean {
    const [first] = place.values.values();
    if (place.general || !first || place.values.size < 2) return false;
    const columns = place.columns.filter((column) => wordsAt(place, column).size > 1);
    const reasons = columns.map((column) => this.#reasonAt(place, first, column));
    if (reasons.some((reason) => reason === undefined)) return false;
    const words = first.words.map((word, column) => (columns.includes(column) ? variable : word));
    for (const { group } of place.values.values()) this.#unite(first.group, group);
    for (const [index, column] of columns.entries()) {
      const seen = wordsAt(place, column);
      first.group.current.generalise(column, reasons[index] ?? '', seen);
      for (const word of seen) this.#noteValue(word);
    }
    const outline = { words, gaps: first.gaps };
    place.general = { ...outline, group: first.group, keys: keysOf(outline) };
    this.#cover(place.general);
    this.#register(place.general);
    return true;
  }

  #reasonAt(place: Place, { words, gaps }: Outline, column: number): string | undefined {
    const constants = words.filter(
      (word, other) => !place.columns.includes(other) && !word.includes(variable),
    );
    return judge(
      {
        values: [...wordsAt(place, column)],
        gapBefore: gaps[column] ?? '',
        wordBefore: words[column - 1] ?? '',
        isFirst: column === 0,
        constants: constants.length,
      },
      (word) => this.#values.has(word),
    );
  }

  /** Takes in what a template with several variables covers and no single word leads to. */
  #cover(general: Variant): void {
    if (general.words.filter((word) => word === variable).length < 2) return;
    const related = this.#related.get(general.keys.gaps);
    if (!related || related.general.length >= limits.generalMax) return;
    related.general.push(general);
    for (const other of related.variants) if (covers(general, other)) this.#unite(general.group, other.group);
  }

  #unite(one: Group, other: Group): void {
    const [a, b] = [one.current, other.current];
    if (a === b) return;
    const [older, younger] = a.order < b.order ? [a, b] : [b, a];
    older.absorb(younger);
    this.#aliases.set(younger.id, older);
    this.#onMerge({ from: younger.id, into: older.id });
  }

  #noteValue(word: string): void {
    if (this.#values.size >= limits.valuesMax || word.includes(variable) || isState(word)) return;
    this.#values.add(word);
  }
}

function valueAt({ words }: Outline, columns: readonly number[]): string {
  return columns.map((column) => words[column]).join(' ');
}

function wordsAt({ values }: Place, column: number): Set<string> {
  return new Set(Array.from(values.values(), ({ words }) => words[column] ?? ''));
}

function covers(general: Outline, outline: Outline): boolean {
  return general.words.every((word, column) => word === variable || word === outline.words[column]);
}
