import { ts } from '../../../../services/analysis/typescript.ts';
import type { TypedView } from '../../intent.ts';
import type { Plan } from './plan.ts';

/**
 * How an early return value is told from none: `bare`: it is never `undefined`, so `undefined` says that there is none;
 * `wrapped`: it is handed back inside of an object. `none`: there is nothing to tell.
 */
export type ValueForm = 'none' | 'bare' | 'wrapped';

export function valueFormOf({ leaving, flow }: Plan, { checker, program }: TypedView): ValueForm {
  if (leaving.kind !== 'value') return 'none';
  const { strict, strictNullChecks } = program.getCompilerOptions();
  const isChecked = strictNullChecks ?? strict ?? false;
  const isDefined = flow.exits.every(
    (exit) =>
      ts.isReturnStatement(exit) &&
      exit.expression &&
      isNeverUndefined(checker.getTypeAtLocation(exit.expression)),
  );
  return isChecked && isDefined ? 'bare' : 'wrapped';
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
