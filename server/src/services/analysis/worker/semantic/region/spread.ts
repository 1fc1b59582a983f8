import { ts } from '../../../typescript.ts';
import { assignedIn, isExported, mentions, namesOf } from './names.ts';
import { outsideOf, showSame, type Outside, type Side } from './outside.ts';
import type { Pair, Pairs } from './pairs.ts';

export interface Spread {
  /** What has to be checked: statements, and of a class that the others see as before, members. */
  readonly nodes: readonly ts.Node[];
  readonly statements: readonly ts.Statement[];
  /** What they were before, where their text is another. */
  readonly replaced: readonly ts.Statement[];
  /** Something that was there means something else. */
  readonly changesMeaning: boolean;
  /** So does something that the file exports, as its importers may see. */
  readonly isShown: boolean;
  /** Its importers see it for sure. */
  readonly isOtherForSure: boolean;
}

interface Sides {
  readonly before: Side;
  readonly after: Side;
}

/**
 * Follows a change by name: from what it declares anew or otherwise, and the variables it assigns, to every statement
 * that names one of them, and on to those that name that statement where its own meaning may hang on it. `undefined`
 * when what the module exports came or went.
 */
export function spread(sides: Sides, pairs: Pairs): Spread | undefined {
  const changed = pairs.all.filter(({ isSame }) => !isSame);
  if ([...changed.filter(({ before }) => !before).map(({ after }) => after), ...pairs.gone].some(isExported))
    return undefined;
  if (changed.some(({ before, after }) => before && isExported(before) !== isExported(after)))
    return undefined;
  const follower = new Follower(sides, pairs);
  follower.start(changed);
  return follower.follow();
}

class Follower {
  readonly #sides: Sides;
  readonly #pairs: Pairs;
  readonly #names = new Set<string>();
  readonly #reached = new Set<Pair>();
  readonly #outsides = new Map<ts.Statement, Outside>();
  readonly #inferredSame = new Map<Pair, boolean>();
  #changesMeaning = false;
  #isShown = false;
  /** A type changed behind its name: words no longer tell whether types are the same. */
  #hasOtherTypes = false;

  constructor(sides: Sides, pairs: Pairs) {
    this.#sides = sides;
    this.#pairs = pairs;
  }

  start(changed: readonly Pair[]): void {
    const { all, gone } = this.#pairs;
    const declared = new Set([...all.map(({ after }) => after), ...gone].flatMap(namesOf));
    for (const { before, after } of changed)
      for (const side of before ? [before, after] : [after]) this.#assign(side, declared);
    for (const statement of gone) {
      this.#assign(statement, declared);
      this.#means(statement);
      this.#hasOtherTypes ||= isOfTypes(statement);
    }
    // Types first: whether words can be trusted has to be known before any are compared.
    for (const pair of changed) {
      this.#reached.add(pair);
      if (!pair.before) for (const name of namesOf(pair.after)) this.#names.add(name);
      else if (isOfTypes(pair.after) && !this.#hasSameHead(pair)) this.#taint(pair);
    }
    for (const pair of changed) if (pair.before && !this.#isSameOutside(pair)) this.#taint(pair);
  }

  follow(): Spread {
    // A set hands out what is added while it is read.
    for (const name of this.#names) {
      const hadOtherTypes = this.#hasOtherTypes;
      for (const pair of this.#pairs.all) this.#reach(pair, name);
      // What words were trusted for before is looked at again.
      if (!hadOtherTypes && this.#hasOtherTypes)
        for (const seen of this.#names) for (const pair of this.#reached) this.#reach(pair, seen);
    }
    const reached = this.#pairs.all.filter((pair) => this.#reached.has(pair));
    return {
      nodes: reached.flatMap((pair) => this.#nodesOf(pair)),
      statements: reached.map(({ after }) => after),
      replaced: reached.flatMap(({ before, isSame }) => (before && !isSame ? [before] : [])),
      changesMeaning: this.#changesMeaning,
      isShown: this.#isShown,
      isOtherForSure: this.#pairs.all.some(hasOtherMembers),
    };
  }

  #nodesOf(pair: Pair): readonly ts.Node[] {
    const { before, after } = pair;
    if (!before || !ts.isClassDeclaration(after) || !ts.isClassDeclaration(before)) return [after];
    const isOther = namesOf(after).some((name) => this.#names.has(name)) || !after.name;
    if (isOther || !this.#hasSameHead(pair) || before.members.length !== after.members.length) return [after];
    const names = [...this.#names];
    return after.members.filter((member, index) => {
      const text = member.getFullText(this.#sides.after.source);
      const isSame = before.members[index]?.getFullText(this.#sides.before.source) === text;
      return !isSame || names.some((name) => mentions(text, name));
    });
  }

  #assign(statement: ts.Statement, declared: ReadonlySet<string>): void {
    for (const name of assignedIn(statement)) {
      if (!declared.has(name)) continue;
      this.#names.add(name);
      this.#changesMeaning = true;
    }
  }

  #reach(pair: Pair, name: string): void {
    const text = pair.after.getFullText(this.#sides.after.source);
    if (!mentions(text, name)) return;
    this.#reached.add(pair);
    const { visible, head, inferred } = this.#outside(pair.after, this.#sides.after);
    if (!mentions(visible, name)) return;
    if (!mentions(head, name) && inferred.length > 0 && this.#infersSame(pair)) return;
    if (pair.before) this.#taint(pair);
  }

  #taint({ after }: Pair): void {
    this.#means(after);
    this.#hasOtherTypes ||= isOfTypes(after);
    this.#isShown ||= isExported(after);
  }

  #means(statement: ts.Statement): void {
    for (const name of namesOf(statement)) this.#names.add(name);
    this.#changesMeaning = true;
  }

  #hasSameHead({ before, after }: Pair): boolean {
    return (
      before !== undefined &&
      this.#outside(before, this.#sides.before).head === this.#outside(after, this.#sides.after).head
    );
  }

  #isSameOutside(pair: Pair): boolean {
    if (!pair.before) return false;
    if (!this.#hasSameHead(pair))
      return !this.#hasOtherTypes && isSameFunction(pair.before, pair.after, this.#sides);
    const before = this.#outside(pair.before, this.#sides.before);
    return before.visible === this.#outside(pair.after, this.#sides.after).visible || this.#infersSame(pair);
  }

  /** Of equal heads. */
  #infersSame(pair: Pair): boolean {
    if (!pair.before || this.#hasOtherTypes) return false;
    const known = this.#inferredSame.get(pair);
    if (known !== undefined) return known;
    const before = this.#outside(pair.before, this.#sides.before).inferred;
    const after = this.#outside(pair.after, this.#sides.after).inferred;
    const isSame =
      before.length === after.length &&
      after.every((each, index) => {
        const other = before[index];
        return other !== undefined && showSame(other, each, this.#sides);
      });
    this.#inferredSame.set(pair, isSame);
    return isSame;
  }

  #outside(statement: ts.Statement, { source }: Side): Outside {
    const known = this.#outsides.get(statement) ?? outsideOf(statement, source);
    this.#outsides.set(statement, known);
    return known;
  }
}

/** A function of which only the words changed, say because its types were written down. */
function isSameFunction(before: ts.Statement, after: ts.Statement, sides: Sides): boolean {
  if (!ts.isFunctionDeclaration(before) || !ts.isFunctionDeclaration(after)) return false;
  const modifiers = [before, after].map((each) => each.modifiers?.map(({ kind }) => kind).join());
  return modifiers[0] === modifiers[1] && showSame(before, after, sides);
}

/** Statements whose name stands for a type in words; an import may. */
function isOfTypes(statement: ts.Statement): boolean {
  return (
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isImportDeclaration(statement)
  );
}

/** Whether an exported class gained or lost a member. */
function hasOtherMembers({ before, after, isSame }: Pair): boolean {
  if (isSame || !before || !ts.isClassDeclaration(before) || !ts.isClassDeclaration(after)) return false;
  return isExported(after) && membersOf(before) !== membersOf(after);
}

/** Of those with a `#`, declarations say no more than that there are some. */
function membersOf({ members }: ts.ClassDeclaration): string {
  return members
    .flatMap(({ name }) => (name && !ts.isPrivateIdentifier(name) ? [name.getText()] : []))
    .sort()
    .join();
}
