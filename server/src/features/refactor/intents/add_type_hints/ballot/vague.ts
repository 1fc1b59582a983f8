import { ts } from '../../../../../services/analysis/typescript.ts';
import { argumentsOf } from './type-parameters.ts';

const depthMax = 3;

/** Whether a type is `unknown` or `any` somewhere inside: the checker found nothing to put there. */
export function isVague(type: ts.Type, depth = 0): boolean {
  if (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) return true;
  if (depth >= depthMax) return false;
  const parts = type.isUnionOrIntersection() ? type.types : (type.aliasTypeArguments ?? argumentsOf(type));
  return parts.some((each) => isVague(each, depth + 1));
}
