import { ts } from '../../../../../services/analysis/typescript.ts';

const depthMax = 4;
const membersMax = 20;

/** Whether a type depends on a parameter of somebody, so that it cannot be compared from outside. */
export function mentionsTypeParameter(type: ts.Type, checker: ts.TypeChecker, depth = 0): boolean {
  if (type.flags & (ts.TypeFlags.TypeVariable | ts.TypeFlags.Conditional | ts.TypeFlags.Index)) return true;
  if (depth >= depthMax) return false;
  const mentions = (inner: ts.Type) => mentionsTypeParameter(inner, checker, depth + 1);
  if (type.aliasTypeArguments?.some(mentions)) return true;
  if (type.isUnionOrIntersection()) return type.types.some(mentions);
  if (argumentsOf(type).some(mentions)) return true;
  if (isUnnamed(type) && partsOf(type, checker).some(mentions)) return true;
  return type.getCallSignatures().some((each) => mentions(each.getReturnType()));
}

/** Type arguments as far as somebody asked for them. */
export function argumentsOf(type: ts.Type): readonly ts.Type[] {
  return (type as { readonly resolvedTypeArguments?: readonly ts.Type[] }).resolvedTypeArguments ?? [];
}

const unnamed: ReadonlySet<string> = new Set([
  ts.InternalSymbolName.Type,
  ts.InternalSymbolName.Object,
  ts.InternalSymbolName.Function,
]);

/** An object or function type that only says how it is built. */
export function isUnnamed({ symbol, aliasSymbol }: ts.Type): boolean {
  return aliasSymbol === undefined && unnamed.has((symbol as ts.Symbol | undefined)?.name ?? '');
}

/** What an object or function type without a name is made of. */
function partsOf(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  const members = type.getProperties().slice(0, membersMax);
  const parameters = type.getCallSignatures().flatMap((each) => each.parameters);
  return [...members, ...parameters].map((each) => checker.getTypeOfSymbol(each));
}
