import { ts } from '../../../../services/analysis/typescript.ts';
import { spellNode, spellType, type Manner, type Spelling } from './spell.ts';

/** Where a hint is wanted, and everything needed to judge types there. */
export interface Place {
  /** The function, property or variable: names are looked up from here. */
  readonly node: ts.Node;
  readonly checker: ts.TypeChecker;
  readonly manner: Manner;
}

export interface Candidate extends Spelling {
  readonly weight: number;
}

/** What is known of a value from outside of its candidates. */
export interface Bounds {
  /** What is put in: each must fit. */
  readonly lower: ts.Type[];
  /** Where it goes: it must fit there. */
  readonly upper: ts.Type[];
  /** What is asked of it. */
  readonly members: Set<string>;
}

/** Collects candidates with the weight of what speaks for them. */
export interface Ballot {
  readonly place: Place;
  readonly bounds: Bounds;
  /** A type in the words of the project. */
  node(node: ts.TypeNode | undefined, weight: number): void;
  type(type: ts.Type | undefined, weight: number): void;
  /** Several written types that a place has to take, as one. */
  nodes(nodes: readonly ts.TypeNode[], weight: number): void;
  types(types: readonly ts.Type[], weight: number): void;
  /** As `type`, where nothing at all is an answer: a function may return `void`. */
  result(type: ts.Type, weight: number): void;
  /** Whatever fits the bounds, heaviest first. */
  ranked(): readonly Candidate[];
}

/** What too little speaks for is a guess. */
const weightMin = 3;

interface Vote {
  readonly spelling: Spelling;
  /** Absent where several types were put together, which fits by the way it was made. */
  readonly type: ts.Type | undefined;
  readonly isWritten: boolean;
  weight: number;
}

export function createBallot(place: Place): Ballot {
  const votes = new Map<string, Vote>();
  const bounds: Bounds = { lower: [], upper: [], members: new Set() };
  const { checker } = place;
  function cast(
    spelling: Spelling | undefined,
    type: ts.Type | undefined,
    isWritten: boolean,
    weight: number,
  ): void {
    if (!spelling) return;
    const known = votes.get(spelling.text);
    if (known) known.weight += weight;
    else votes.set(spelling.text, { spelling, type, isWritten, weight });
  }
  return {
    place,
    bounds,
    node(node, weight) {
      if (!node) return;
      cast(spellNode(node, place.node, checker), checker.getTypeFromTypeNode(node), true, weight);
    },
    type(type, weight) {
      if (!type || saysNothing(type)) return;
      cast(spellType(type, place.node, checker, place.manner), type, false, weight);
    },
    nodes(nodes, weight) {
      cast(unionOf(nodes.map((each) => spellNode(each, place.node, checker))), undefined, true, weight);
    },
    types(types, weight) {
      const said = types.filter((each) => !saysNothing(each));
      cast(
        unionOf(said.map((each) => spellType(each, place.node, checker, place.manner))),
        undefined,
        false,
        weight,
      );
    },
    result(type, weight) {
      if (type.flags & ts.TypeFlags.Void) cast({ text: 'void', imports: [] }, type, false, weight);
      else this.type(type, weight);
    },
    ranked() {
      const sound = mergeEqual([...votes.values()]).flatMap((vote) => soundOf(vote, bounds, checker) ?? []);
      return sound
        .filter(({ weight }) => weight >= weightMin)
        .toSorted((a, b) => b.weight - a.weight)
        .map(({ spelling, weight }) => ({ ...spelling, weight }));
    },
  };
}

export function saysNothing(type: ts.Type): boolean {
  const nothing =
    ts.TypeFlags.Any |
    ts.TypeFlags.Unknown |
    ts.TypeFlags.Never |
    ts.TypeFlags.Null |
    ts.TypeFlags.Undefined |
    ts.TypeFlags.Void |
    ts.TypeFlags.NonPrimitive;
  return (type.flags & nothing) !== 0;
}

/** One type under several names counts as one, under the name that the project writes most. */
function mergeEqual(votes: readonly Vote[]): readonly Vote[] {
  const byType = new Map<ts.Type | Vote, Vote[]>();
  for (const vote of votes) {
    const key = vote.type ?? vote;
    const group = byType.get(key);
    if (group) group.push(vote);
    else byType.set(key, [vote]);
  }
  return [...byType.values()].map((group) => {
    const [best] = group.toSorted((a, b) => Number(b.isWritten) - Number(a.isWritten) || b.weight - a.weight);
    const weight = group.reduce((sum, each) => sum + each.weight, 0);
    return { ...(best ?? group[0]), weight } as Vote;
  });
}

/** A vote that fits the bounds, with the nothing that is also passed added to it where that is all that it lacks. */
function soundOf(vote: Vote, { lower, upper, members }: Bounds, checker: ts.TypeChecker): Vote | undefined {
  const { type } = vote;
  if (!type) return vote;
  const present = checker.getApparentType(checker.getNonNullableType(type));
  if ([...members].some((name) => checker.getPropertyOfType(present, name) === undefined)) return undefined;
  const isOpen = mentionsTypeParameter(type);
  if (!isOpen && upper.some((each) => !checker.isTypeAssignableTo(type, each))) return undefined;
  const strangers = lower.filter((each) => !checker.isTypeAssignableTo(each, type));
  const nothings = strangers.filter(({ flags }) => flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined));
  if (nothings.length < strangers.length) return isOpen ? vote : undefined;
  const added = [...new Set(nothings.map((each) => checker.typeToString(each)))].sort();
  const text = [grouped(vote.spelling.text), ...added].join(' | ');
  return added.length === 0 ? vote : { ...vote, spelling: { ...vote.spelling, text } };
}

function unionOf(spellings: readonly (Spelling | undefined)[]): Spelling | undefined {
  const known = spellings.flatMap((each) => each ?? []);
  if (known.length === 0 || known.length < spellings.length) return undefined;
  const parts = [...new Set(known.flatMap(({ text }) => alternatives(text)))];
  const isNothing = (part: string) => part === 'undefined' || part === 'null';
  const nothings = parts.filter(isNothing);
  const things = parts.filter((part) => !isNothing(part));
  if (things.length > alternativesMax) return undefined;
  const text = [...things, ...nothings].join(' | ');
  return { text, imports: known.flatMap(({ imports }) => imports) };
}

const alternativesMax = 4;

/** The parts of a union as they are written; a part with a bracket of its own is left whole. */
function alternatives(text: string): readonly string[] {
  return /[<({[]/.test(text) ? [grouped(text)] : text.split(' | ');
}

/** A function type needs parentheses beside others. */
function grouped(text: string): string {
  return /=>|\? .* : /.test(text) && !/^\(.*\)$/.test(text) ? `(${text})` : text;
}

const depthMax = 4;

/** Whether a type depends on a parameter of somebody, so that it cannot be compared from outside. */
export function mentionsTypeParameter(type: ts.Type, depth = 0): boolean {
  if (type.flags & (ts.TypeFlags.TypeVariable | ts.TypeFlags.Conditional | ts.TypeFlags.Index)) return true;
  if (depth >= depthMax) return false;
  if (type.aliasTypeArguments?.some((each) => mentionsTypeParameter(each, depth + 1))) return true;
  if (type.isUnionOrIntersection()) return type.types.some((each) => mentionsTypeParameter(each, depth + 1));
  const given = (type as ts.TypeReference & { readonly resolvedTypeArguments?: readonly ts.Type[] })
    .resolvedTypeArguments;
  if (given?.some((each) => mentionsTypeParameter(each, depth + 1))) return true;
  return type.getCallSignatures().some((each) => {
    const types = [
      each.getReturnType(),
      ...each.parameters.flatMap((parameter) => typeOfDeclared(parameter)),
    ];
    return types.some((inner) => mentionsTypeParameter(inner, depth + 1));
  });
}

function typeOfDeclared(symbol: ts.Symbol): ts.Type[] {
  const type = (symbol as { readonly links?: { readonly type?: ts.Type } }).links?.type;
  return type ? [type] : [];
}
