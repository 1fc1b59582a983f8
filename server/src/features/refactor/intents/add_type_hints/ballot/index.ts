/** The ballot promises the candidates of one place, heaviest first, none of which is known not to fit. */
import { ts } from '../../../../../services/analysis/typescript.ts';
import { isWayOut, type Manner, type Spelling, spellNode, spellType } from '../../../types/index.ts';
import { createBounds, isShapedFor, lackingIn, type Bounds } from './bounds.ts';
import { withoutSubtypes } from './subtypes.ts';
import { arrayOf, grouped, unionOf, withoutUndefined } from './union-text.ts';
import { weights, type Evidence } from './weights.ts';

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
  /** Type parameters that have no use yet. */
  readonly wantedNames?: readonly string[];
}

export interface Candidate extends Spelling {
  /** Callers leave the argument out. */
  readonly isOmitted: boolean;
  readonly weight: number;
}

/** Collects candidates with the weight of what speaks for them. */
export interface Ballot {
  readonly place: Place;
  readonly bounds: Bounds;
  /** Something of that type is put in. */
  takes(type: ts.Type): void;
  /** A type in the words of the project. */
  node(node: ts.TypeNode | undefined, evidence: Evidence, share?: number): void;
  type(type: ts.Type | undefined, evidence: Evidence, share?: number): void;
  /** Several types that a place has to take, as one. */
  types(types: readonly ts.Type[], evidence: Evidence): void;
  /** Several of these types, as a rest parameter has them. */
  arrays(types: readonly ts.Type[], evidence: Evidence): void;
  /** Words of which only the names were looked up. */
  spelled(spelling: Spelling | undefined, evidence: Evidence, share?: number): void;
  /** As `type`, where nothing at all is an answer: a function may return `void`. Alternatives are said in this order. */
  result(type: ts.Type, alternatives: readonly ts.Type[], evidence: Evidence): void;
  /** Whatever fits the bounds, heaviest first. */
  ranked(): readonly Candidate[];
}

/** A type parameter alone is what a parameter is called, not what it is. */
const bareShare = 0.4;
/** What too little speaks for is a guess. */
const weightMin = 5;
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
  const bounds = createBounds();
  const { checker } = place;
  const whole = (type: ts.Type) => nothingOf(type) ?? spellType(type, place.node, checker, place.manner);
  const spelled = (type: ts.Type) => {
    const parts = withoutSubtypes(type, checker);
    return parts.length < 2 ? whole(parts[0] ?? type) : unionOf(parts.map(whole));
  };
  const inOrder = (types: readonly ts.Type[]) => (types.length > 1 ? unionOf(types.map(spelled)) : undefined);
  function cast(spelling: Spelling | undefined, vote: Pick<Vote, 'type' | 'isWritten' | 'weight'>): void {
    if (!spelling) return;
    const text = place.isOptional ? withoutUndefined(spelling.text) : spelling.text;
    const known = votes.get(text);
    if (known) known.weight += vote.weight;
    else votes.set(text, { ...vote, spelling: { ...spelling, text } });
  }
  return {
    place,
    bounds,
    node(node, evidence, share = 1) {
      if (!node) return;
      const type = checker.getTypeFromTypeNode(node);
      const isBare = (type.flags & ts.TypeFlags.TypeParameter) !== 0;
      const weight = weights[evidence] * share * (isBare ? bareShare : 1);
      cast(spellNode(node, place.node, checker), { type, isWritten: true, weight });
    },
    type(type, evidence, share = 1) {
      if (!type || saysNothing(type)) return;
      cast(spelled(type), { type, isWritten: false, weight: weights[evidence] * share });
    },
    takes(type) {
      for (const each of takenOf(type, place)) bounds.lower.add(each);
    },
    types(types, evidence) {
      const said = types.filter((each) => !saysNothing(each));
      if (said.length === 0) return;
      cast(unionOf(said.map(spelled)), { type: undefined, isWritten: false, weight: weights[evidence] });
    },
    arrays(types, evidence) {
      const element = unionOf(types.map(spelled));
      if (!element || isWayOut(element.text)) return;
      const whole = { ...element, text: arrayOf(element.text) };
      cast(whole, { type: undefined, isWritten: false, weight: weights[evidence] });
    },
    spelled(spelling, evidence, share = 1) {
      cast(spelling, { type: undefined, isWritten: true, weight: weights[evidence] * share });
    },
    result(type, alternatives, evidence) {
      const isVoid = (type.flags & ts.TypeFlags.Void) !== 0;
      if (saysNothing(type) && !isVoid) return;
      cast(isVoid ? { text: 'void', imports: [] } : (inOrder(alternatives) ?? spelled(type)), {
        type,
        isWritten: false,
        weight: weights[evidence],
      });
    },
    ranked() {
      const heaviest = mergeEqual([...votes.values()])
        .map((vote) => ({ ...vote, weight: vote.weight + bonusOf(vote, bounds, place) }))
        .filter(({ weight }) => weight >= (bounds.members.size > 0 ? weightMin / 3 : weightMin))
        .toSorted((a, b) => b.weight - a.weight);
      const sound: Candidate[] = [];
      // Comparing large types takes long: who comes after enough others is not asked.
      for (const vote of heaviest) {
        if (sound.length >= candidatesMax) break;
        const spelling = soundOf(vote, bounds, checker);
        if (spelling) sound.push({ ...spelling, isOmitted: place.isOmitted === true, weight: vote.weight });
      }
      return sound;
    },
  };
}

/** `null` and `undefined`, which are types only beside others. */
function nothingOf({ flags }: ts.Type): Spelling | undefined {
  if (flags & ts.TypeFlags.Null) return { text: 'null', imports: [] };
  return flags & ts.TypeFlags.Undefined ? { text: 'undefined', imports: [] } : undefined;
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

/** What has to fit for something of a type to be put in: the thing, and what stands for nothing where that is not said. */
function takenOf(type: ts.Type, { checker, isOptional }: Place): readonly ts.Type[] {
  const things = checker.getNonNullableType(type);
  const parts = type.isUnion() ? type.types : [type];
  const isNothing = ({ flags }: ts.Type) => (flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0;
  const isSaid = ({ flags }: ts.Type) => isOptional === true && (flags & ts.TypeFlags.Undefined) !== 0;
  const nothings = parts.filter((each) => isNothing(each) && !isSaid(each));
  return things.flags & ts.TypeFlags.Never ? nothings : [things, ...nothings];
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

/** What speaks for a vote by the way it looks. */
function bonusOf(
  { type, spelling, weight }: Vote,
  bounds: Bounds,
  { checker, wantedNames = [] }: Place,
): number {
  const used = wantedNames.filter((name) => mentions(spelling.text, name)).length;
  const isShaped = type !== undefined && isShapedFor(type, bounds, checker);
  // A guess does not become likely by what it looks like.
  return (used > 0 ? Math.min(weights.used, weight) : 0) + (isShaped ? weights.shape : 0);
}

/** Whether a type speaks of a name. */
export function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])${name.replace(/\$/g, '\\$')}(?![\\w$])`).test(text);
}

/** A vote that fits the bounds, with the nothing that is also passed added to it where that is all that it lacks. */
function soundOf({ type, spelling }: Vote, bounds: Bounds, checker: ts.TypeChecker): Spelling | undefined {
  const lacking = type ? lackingIn(type, bounds, checker) : [];
  if (!lacking) return undefined;
  return lacking.length === 0
    ? spelling
    : { ...spelling, text: [grouped(spelling.text), ...lacking].join(' | ') };
}
