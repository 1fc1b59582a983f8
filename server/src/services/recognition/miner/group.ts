import { sha256 } from '../../../base/index.ts';
import { limits } from './limits.ts';
import { textOf, type Outline } from './outline.ts';
import { variable } from './shape.ts';

/** A word of a template that became a variable. */
export interface Variable {
  /** Which word of the template, from 0 on. */
  readonly word: number;
  readonly because: string;
  /** Some of what stood there. */
  readonly examples: readonly string[];
}

/** Lines that are taken for the same message. The id is that of its first line, and stays. */
export class Group {
  readonly id: string;
  readonly order: number;
  lines = 0;
  #into: Group | undefined;
  #outline: Outline;
  #template: string | undefined;
  readonly #variables = new Map<number, Variable>();

  constructor(outline: Outline, id: string, order: number) {
    this.#outline = outline;
    this.id = id;
    this.order = order;
  }

  /** The group that this one has become a part of, or itself. */
  get current(): Group {
    let group = this as Group;
    while (group.#into) group = group.#into;
    if (group !== this) this.#into = group;
    return group;
  }

  get template(): string {
    return (this.#template ??= textOf(this.#outline));
  }

  get variables(): readonly Variable[] {
    return [...this.#variables.values()].sort((a, b) => a.word - b.word);
  }

  /** Takes a word for a variable. */
  generalise(word: number, because: string, seen: Iterable<string>): void {
    const before = this.#variables.get(word);
    const examples = [...new Set([...(before?.examples ?? []), ...seen])]
      .filter((example) => example !== variable)
      .slice(0, limits.examplesMax);
    this.#variables.set(word, { word, because: before?.because ?? because, examples });
    this.#outline = { ...this.#outline, words: this.#outline.words.with(word, variable) };
    this.#template = undefined;
  }

  /** Makes the other group a part of this one. */
  absorb(other: Group): void {
    other.#into = this;
    this.lines += other.lines;
    for (const { word, because, examples } of other.#variables.values())
      this.generalise(word, because, examples);
  }
}

const idCharacters = 16;

/** The id of a group whose first line has this shape: the same on any machine and day. */
export function idOf(shape: string): string {
  return sha256(shape).slice(0, idCharacters);
}
