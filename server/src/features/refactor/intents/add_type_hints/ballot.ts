import { ts } from '../../../../services/analysis/typescript.ts';
import { isWayOut, type Manner, type Spelling, spellNode, spellType } from '../../types/index.ts';

/** Where a hint is wanted, and everything needed to judge types there. */
export interface Place {
  /** The function, property or variable: names are looked up from here. */
  readonly node: ts.Node;
  readonly checker: ts.TypeChecker;
  readonly manner: Manner;
  /** The place has a `?` or a default: that nothing may come is said already. */
  readonly isOptional?: boolean;
  /** Some call says nothing for it. */
  readonly isOmitted?: boolean;
}

export interface Candidate extends Spelling {
  /** Callers leave the argument out. */
  readonly isOmitted: boolean;
  readonly weight: number;
}

/** What is known of a value from outside of its candidates. */
export interface Bounds {
  /** What is put in: each must fit. */
  readonly lower: Set<ts.Type>;
  /** Where it goes: it must fit there. */
  readonly upper: Set<ts.Type>;
  /** What is asked of it. */
  readonly members: Set<string>;
}

/** Collects candidates with the weight of what speaks for them. */
export interface Ballot {
  readonly place: Place;
  readonly bounds: Bounds;
  /** Something of that type is put in. */
  takes(type: ts.Type): void;
  /** A type in the words of the project. */
  node(node: ts.TypeNode | undefined, weight: number): void;
  type(type: ts.Type | undefined, weight: number): void;
  /** Several written types that a place has to take, as one. */
  nodes(nodes: readonly ts.TypeNode[], weight: number): void;
  types(types: readonly ts.Type[], weight: number): void;
  /** Several of these types, as a rest parameter has them. */
  arrays(types: readonly ts.Type[], weight: number): void;
  /** Words of which only the names were looked up. */
  spelled(spelling: Spelling | undefined, weight: number): void;
  /** As `type`, where nothing at all is an answer: a function may return `void`. */
  result(type: ts.Type, weight: number): void;
  /** Whatever fits the bounds, heaviest first. */
  ranked(): readonly Candidate[];
}

const bareShare = 0.4;
/** What too little speaks for is a guess. */
const weightMin = 3;
/** Candidates that one place may go through. */
const candidatesMax = 4;

interface Vote {
  readonly spelling: Spelling;
  /** Absent where several types were put together, which fits by the way it was made. */
  readonly type: ts.Type | undefined;
  readonly isWritten: boolean;
  weight: number;
}

export function createBallot(place: Place): Ballot {
  const votes = new Map<string, Vote>();
  const bounds: Bounds = { lower: new Set(), upper: new Set(), members: new Set() };
  const { checker } = place;
  const omitted = (text: string) =>
    place.isOptional ? ungrouped(text.replace(/ \| undefined$/, '').replace(/^undefined \| /, '')) : text;
  function cast(
    spelling: Spelling | undefined,
    type: ts.Type | undefined,
    isWritten: boolean,
    weight: number,
  ): void {
    if (!spelling) return;
    const text = omitted(spelling.text);
    const known = votes.get(text);
    if (known) known.weight += weight;
    else votes.set(text, { spelling: { ...spelling, text }, type, isWritten, weight });
  }
  return {
    place,
    bounds,
    node(node, weight) {
      if (!node) return;
      const type = checker.getTypeFromTypeNode(node);
      // A type parameter alone is what a parameter is called, not what it is.
      const isBare = (type.flags & ts.TypeFlags.TypeParameter) !== 0;
      cast(spellNode(node, place.node, checker), type, true, isBare ? weight * bareShare : weight);
    },
    type(type, weight) {
      if (!type || saysNothing(type)) return;
      cast(spellType(type, place.node, checker, place.manner), type, false, weight);
    },
    takes(type) {
      const things = checker.getNonNullableType(type);
      if (things !== type && !(things.flags & ts.TypeFlags.Never)) bounds.lower.add(things);
      for (const part of type.isUnion() ? type.types : [type]) {
        const isNothing = (part.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0;
        const isSaid = place.isOptional === true && (part.flags & ts.TypeFlags.Undefined) !== 0;
        if (isNothing ? !isSaid : things === type) bounds.lower.add(isNothing ? part : type);
      }
    },
    nodes(nodes, weight) {
      const spelled = nodes.flatMap((each) => spellNode(each, place.node, checker) ?? []);
      cast(unionOf(spelled), undefined, true, (weight * spelled.length) / nodes.length);
    },
    types(types, weight) {
      const said = types.filter((each) => !saysNothing(each));
      if (said.length === 0) return;
      cast(
        unionOf(said.map((each) => spellType(each, place.node, checker, place.manner))),
        undefined,
        false,
        weight,
      );
    },
    arrays(types, weight) {
      const element = unionOf(types.map((each) => spellType(each, place.node, checker, place.manner)));
      if (!element || isWayOut(element.text)) return;
      const text = /[\s|&]/.test(element.text) ? `(${element.text})[]` : `${element.text}[]`;
      cast({ ...element, text }, undefined, false, weight);
    },
    spelled: (spelling, weight) => {
      cast(spelling, undefined, true, weight);
    },
    result(type, weight) {
      if (type.flags & ts.TypeFlags.Void) cast({ text: 'void', imports: [] }, type, false, weight);
      else this.type(type, weight);
    },
    ranked() {
      const heaviest = mergeEqual([...votes.values()])
        .filter(({ weight }) => weight >= (bounds.members.size > 0 ? weightMin / 3 : weightMin))
        .toSorted((a, b) => b.weight - a.weight);
      const sound: Candidate[] = [];
      // Comparing large types takes long: who comes after enough others is not asked.
      for (const vote of heaviest) {
        if (sound.length >= candidatesMax) break;
        const found = soundOf(vote, bounds, checker);
        if (found)
          sound.push({ ...found.spelling, isOmitted: place.isOmitted === true, weight: found.weight });
      }
      return sound;
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
  const goes = (from: ts.Type, to: ts.Type) => from === to || checker.isTypeAssignableTo(from, to);
  if (!isOpen && [...upper].some((each) => !goes(type, each))) return undefined;
  const strangers = [...lower].filter((each) => !goes(each, type));
  const nothings = strangers.filter(({ flags }) => flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined));
  if (nothings.length < strangers.length) return isOpen ? vote : undefined;
  const added = [...new Set(nothings.map((each) => checker.typeToString(each)))].sort();
  const text = [grouped(vote.spelling.text), ...added].join(' | ');
  return added.length === 0 ? vote : { ...vote, spelling: { ...vote.spelling, text } };
}

function unionOf(spellings: readonly (Spelling | undefined)[]): Spelling | undefined {
  const known = spellings.flatMap((each) => each ?? []);
  if (known.length === 0 || known.length < spellings.length) return undefined;
  const parts = [...new Set(known.flatMap(({ text }) => alternatives(text).map(ungrouped)))];
  const isNothing = (part: string) => part === 'undefined' || part === 'null';
  const nothings = parts.filter(isNothing);
  const things = parts.filter((part) => !isNothing(part));
  if (things.length > alternativesMax) return undefined;
  const all = [...things, ...nothings];
  const text = all.length === 1 ? all.join('') : all.map(grouped).join(' | ');
  return { text, imports: known.flatMap(({ imports }) => imports) };
}

const alternativesMax = 4;

/** The parts of a union as they are written. */
function alternatives(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('=>', at) && depth === 0) return [text];
    if (/[<([{]/.test(text.charAt(at))) depth += 1;
    else if (/[>)\]}]/.test(text.charAt(at)) && text.charAt(at - 1) !== '=') depth -= 1;
    else if (depth === 0 && text.startsWith(' | ', at)) {
      parts.push(text.slice(start, at));
      start = at + 3;
    }
  }
  return [...parts, text.slice(start)];
}

/** Without the parentheses around all of it. */
function ungrouped(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let at = 0; at < text.length - 1; at++) {
    depth += text.charAt(at) === '(' ? 1 : text.charAt(at) === ')' ? -1 : 0;
    if (depth === 0) return text;
  }
  return text.slice(1, -1);
}

/** A function type needs parentheses beside others. */
function grouped(text: string): string {
  return /^[^<({[]*\(.*\) => |^<.*> ?\(|^new \(/.test(text) ? `(${text})` : text;
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
