import { ts } from '../../../../../services/analysis/typescript.ts';
import { mentionsTypeParameter } from './type-parameters.ts';

/** What is known of a value from outside of its candidates. */
export interface Bounds {
  /** What is put in: each must fit. */
  readonly lower: Set<ts.Type>;
  /** Where it goes: it must fit there. */
  readonly upper: Set<ts.Type>;
  /** What is asked of it. */
  readonly members: Set<string>;
  /** How many arguments each call of it has. */
  readonly calls: Set<number>;
  /** The same of calls that come after a question, when it may have turned out to be something narrower. */
  readonly guardedCalls: Set<number>;
}

export function createBounds(): Bounds {
  return {
    lower: new Set(),
    upper: new Set(),
    members: new Set(),
    calls: new Set(),
    guardedCalls: new Set(),
  };
}

/** Whether a value of a type can be asked for what is asked of it. */
export function answersTo(type: ts.Type, { members, calls }: Bounds, checker: ts.TypeChecker): boolean {
  if (members.size === 0 && calls.size === 0) return true;
  const present = checker.getApparentType(checker.getNonNullableType(type));
  if ([...members].some((name) => checker.getPropertyOfType(present, name) === undefined)) return false;
  return calls.size === 0 || present.isUnion() || present.getCallSignatures().length > 0;
}

/** Whether a type is a function that takes just as many arguments as it is given. */
export function isShapedFor(type: ts.Type, bounds: Bounds, checker: ts.TypeChecker): boolean {
  const calls = [...bounds.calls, ...bounds.guardedCalls];
  if (calls.length === 0) return false;
  const [only, other] = checker.getNonNullableType(type).getCallSignatures();
  return only !== undefined && other === undefined && only.parameters.length === Math.max(...calls);
}

/**
 * What a type lacks to take all that is put in, when that is nothing but `null` or `undefined`; otherwise whether it fits
 * at all.
 */
export function lackingIn(
  type: ts.Type,
  bounds: Bounds,
  checker: ts.TypeChecker,
): readonly string[] | undefined {
  if (!answersTo(type, bounds, checker)) return undefined;
  const isOpen = mentionsTypeParameter(type, checker);
  const goes = (from: ts.Type, to: ts.Type) => from === to || checker.isTypeAssignableTo(from, to);
  if (!isOpen && [...bounds.upper].some((each) => !goes(type, each))) return undefined;
  const strangers = [...bounds.lower].filter((each) => !goes(each, type));
  const nothings = strangers.filter(({ flags }) => flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined));
  if (nothings.length < strangers.length) return isOpen ? [] : undefined;
  return [...new Set(nothings.map((each) => checker.typeToString(each)))].sort();
}
