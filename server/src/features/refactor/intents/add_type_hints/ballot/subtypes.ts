import { ts } from '../../../../../services/analysis/typescript.ts';
import { mentionsTypeParameter } from './type-parameters.ts';

const partsMax = 6;

/**
 * The alternatives of a union of which some say what others say as well, without those: of `Dog | Animal`, `Animal`. Just
 * the type where each says something else.
 */
export function withoutSubtypes(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  if (!type.isUnion() || type.types.length > partsMax || type.aliasSymbol) return [type];
  const parts = type.types;
  if (parts.some((each) => mentionsTypeParameter(each, checker))) return [type];
  const isObject = ({ flags }: ts.Type) => (flags & ts.TypeFlags.Object) !== 0;
  const kept = parts.filter(
    (part) =>
      !isObject(part) ||
      !parts.some((other) => other !== part && isObject(other) && isLarger(other, part, checker)),
  );
  return kept.length < parts.length ? kept : [type];
}

function isLarger(type: ts.Type, other: ts.Type, checker: ts.TypeChecker): boolean {
  return checker.isTypeAssignableTo(other, type) && !checker.isTypeAssignableTo(type, other);
}
