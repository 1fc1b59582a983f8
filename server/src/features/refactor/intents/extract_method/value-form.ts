import { ts } from '../../../../services/analysis/typescript.ts';
import type { TypedView } from '../../intent.ts';
import type { Plan } from './plan.ts';

/**
 * How an early return value is told from none: `bare`: it is never `undefined`, so `undefined` says that there is none;
 * `wrapped`: it is handed back inside of an object. `none`: there is nothing to tell.
 */
export type ValueForm = 'none' | 'bare' | 'wrapped';

export function valueFormOf({ leaving, flow, isAsync }: Plan, { checker, program }: TypedView): ValueForm {
  if (leaving.kind !== 'value') return 'none';
  const { strict, strictNullChecks } = program.getCompilerOptions();
  const isChecked = strictNullChecks ?? strict ?? false;
  const isDefined = flow.exits.every(
    (exit) =>
      ts.isReturnStatement(exit) &&
      exit.expression &&
      isNeverUndefined(returnedType(exit.expression, isAsync, checker)),
  );
  return isChecked && isDefined ? 'bare' : 'wrapped';
}

/** A promise that an asynchronous function returns is seen as what it holds. */
function returnedType(value: ts.Expression, isAsync: boolean, checker: ts.TypeChecker): ts.Type {
  const type = checker.getTypeAtLocation(value);
  return isAsync ? (checker.getAwaitedType(type) ?? type) : type;
}

const openFlags =
  ts.TypeFlags.Any |
  ts.TypeFlags.Unknown |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Void |
  ts.TypeFlags.Instantiable;

function isNeverUndefined(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.every(isNeverUndefined);
  return !(type.flags & openFlags);
}
