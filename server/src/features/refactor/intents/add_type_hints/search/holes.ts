import { ts } from '../../../../../services/analysis/typescript.ts';
import { type Needed, type Spelling, spellType } from '../../../types/index.ts';
import type { Place } from '../ballot/index.ts';
import { unionOf } from '../ballot/union-text.ts';
import { isVague } from '../ballot/vague.ts';
import type { FunctionNode } from '../slots/declarations.ts';

/** A type with names in place of each `unknown` in it: type parameters that wait for a use, then markers. */
export interface Holed extends Spelling {
  readonly markers: readonly string[];
}

const markersMax = 3;
const prefix = 'GraceHole';
const expressionsMax = 2000;

/** Types that nothing else is, so that what is put where one is wanted can be told. */
export const declarationOfHoles = Array.from(
  { length: markersMax },
  (_, index) => `\ndeclare class ${prefix}${index} { private readonly own: unknown }`,
).join('');

/** `undefined` where there is no hole, or too many. */
export function openHoles({ text, imports }: Spelling, unused: readonly string[]): Holed | undefined {
  const waiting = unused.filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
  const markers: string[] = [];
  const opened = text.replace(/\bunknown\b/g, () => {
    const name = waiting.shift() ?? `${prefix}${markers.length}`;
    if (name.startsWith(prefix)) markers.push(name);
    return name;
  });
  return opened === text || markers.length > markersMax ? undefined : { text: opened, imports, markers };
}

/** The markers replaced by what the function puts where they are wanted; by `unknown` where it puts nothing. */
export function fillHoles(holed: Holed, node: FunctionNode, place: Omit<Place, 'node'>): Holed {
  const put = putIn(node, place.checker);
  const imports: Needed[] = [...holed.imports];
  const text = holed.markers.reduce((sum, marker) => {
    const types = [...(put.get(marker) ?? [])];
    const union = unionOf(types.map((each) => spelled(each, node, place)));
    imports.push(...(union?.imports ?? []));
    return sum.replaceAll(marker, union?.text ?? 'unknown');
  }, holed.text);
  return { text, imports, markers: [] };
}

/** A type, or those of the elements of an array that is written out. */
type Put = ts.Type | readonly ts.Type[];

function spelled(
  put: Put,
  node: FunctionNode,
  { checker, manner }: Omit<Place, 'node'>,
): Spelling | undefined {
  if (!isTuple(put)) return spellType(put, node, checker, manner);
  const elements = put.map((each) => (isVague(each) ? undefined : spellType(each, node, checker, manner)));
  const known = elements.flatMap((each) => each ?? []);
  if (known.length < elements.length) return undefined;
  return {
    text: `[${known.map(({ text }) => text).join(', ')}]`,
    imports: known.flatMap(({ imports }) => imports),
  };
}

function isTuple(put: Put): put is readonly ts.Type[] {
  return Array.isArray(put);
}

/** Two or three values that are put together: `[key, value]`. */
function isPair(node: ts.Expression): node is ts.ArrayLiteralExpression {
  if (!ts.isArrayLiteralExpression(node)) return false;
  const count = node.elements.length;
  return count > 1 && count <= tupleMax && !node.elements.some(ts.isSpreadElement);
}

const tupleMax = 3;

/** What stands in a function where something of a marker's type is wanted. */
function putIn(node: FunctionNode, checker: ts.TypeChecker): ReadonlyMap<string, ReadonlySet<Put>> {
  const found = new Map<string, Set<Put>>();
  let asked = 0;
  const visit = (at: ts.Node): void => {
    if (isHandedOn(at) && ++asked <= expressionsMax) {
      const marker = markerIn(checker.getContextualType(at));
      if (marker !== undefined) {
        const types = found.get(marker) ?? new Set<Put>();
        if (isPair(at))
          types.add(at.elements.map((each) => wholeOf(checker.getTypeAtLocation(each), checker)));
        else for (const type of partsOf(checker.getTypeAtLocation(at))) types.add(wholeOf(type, checker));
        found.set(marker, types);
      }
    }
    ts.forEachChild(at, visit);
  };
  if (node.body) visit(node.body);
  return found;
}

function isHandedOn(node: ts.Node): node is ts.Expression {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
    return parent.arguments?.some((each) => each === node) ?? false;
  if (ts.isReturnStatement(parent)) return true;
  return (
    (ts.isArrowFunction(parent) && parent.body === node && ts.isExpression(node)) ||
    ts.isArrayLiteralExpression(parent)
  );
}

/** What a type is beside the marker: what comes round again says nothing. */
function partsOf(type: ts.Type): readonly ts.Type[] {
  if (isVague(type)) return [];
  if (!type.isUnion()) return markerOf(type) === undefined ? [type] : [];
  return type.types.some(markerOf) ? type.types.filter((each) => markerOf(each) === undefined) : [type];
}

function wholeOf(type: ts.Type, checker: ts.TypeChecker): ts.Type {
  return checker.getWidenedType(checker.getBaseTypeOfLiteralType(type));
}

function markerIn(type: ts.Type | undefined): string | undefined {
  if (!type) return undefined;
  return (type.isUnion() ? type.types : [type]).map(markerOf).find((each) => each !== undefined);
}

function markerOf(type: ts.Type): string | undefined {
  const name = (type.symbol as ts.Symbol | undefined)?.name;
  return name?.startsWith(prefix) ? name : undefined;
}
