import { messageOf } from '../base/index.ts';
import { Damaged } from '../core/store/index.ts';

/** Result codes of SQLite by which the file cannot be trusted any more. */
const damageCodes: ReadonlySet<number> = new Set([
  /* CORRUPT */ 11, /* NOTADB */ 26, /* IOERR */ 10, /* CANTOPEN */ 14, /* SCHEMA */ 17,
  /* READONLY, as when the file was moved */ 8,
]);
const busyCodes: ReadonlySet<number> = new Set([5, 6]);
/** A table or a column that is not there. */
const plainError = 1;
const primaryMask = 0xff;

/** Throws `Damaged` where that is what an error means. */
export function throwAsDamage(thrown: unknown): 'busy' | 'other' {
  if (thrown instanceof Damaged) throw thrown;
  const code = codeOfSqlite(thrown);
  if (code === undefined) return 'other';
  if (damageCodes.has(code) || (code === plainError && /no such (table|column)/u.test(messageOf(thrown))))
    throw new Damaged(`SQLite says: ${messageOf(thrown)}.`);
  return busyCodes.has(code) ? 'busy' : 'other';
}

function codeOfSqlite(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return undefined;
  return typeof thrown.errcode === 'number' ? thrown.errcode & primaryMask : undefined;
}
