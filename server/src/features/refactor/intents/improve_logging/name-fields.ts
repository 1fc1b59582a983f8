import { ts } from '../../../../services/analysis/typescript.ts';
import type { Labelled, Value } from './entry.ts';
import type { Speaker } from './speaker.ts';
import { nameOf } from './values.ts';

/** Every value as a property of the fields, under a name of its own and in a form that JSON can say. */
export function nameFields(
  values: readonly Labelled[],
  speaker: Speaker,
): { readonly fields: readonly string[]; readonly inspects: boolean } {
  const used = new Set<string>();
  const bareNames = values.map((value) => value.label ?? nameOf(value.node) ?? 'value');
  const shared = new Set(bareNames.filter((name, index) => bareNames.indexOf(name) !== index));
  const fields: string[] = [];
  let inspects = false;
  for (const value of values) {
    const isError = isThrown(value) || (value.label !== undefined && isErrorLabel(value));
    const written = isError ? errorCode(value, speaker, used) : losslessCode(value, speaker);
    inspects ||= written.inspects;
    const key =
      isError && !used.has(speaker.dialect.errorKey)
        ? speaker.dialect.errorKey
        : freeKey(value, speaker, used, shared);
    used.add(key);
    fields.push(key === written.code ? key : `${key}: ${written.code}`);
  }
  return { fields, inspects };
}

function isErrorLabel(value: Labelled): boolean {
  return /^(e|err|error|exception)$/.test(value.label ?? '') && ts.isIdentifier(value.node);
}

interface Written {
  readonly code: string;
  readonly inspects: boolean;
}

/** Only the first error stands under the key that the logger serialises; others are written out. */
function errorCode(value: Value, { dialect, inspect }: Speaker, used: ReadonlySet<string>): Written {
  const isSerialised =
    dialect.errors === 'serialised' && (dialect.library === 'local' || !used.has(dialect.errorKey));
  return isSerialised
    ? { code: value.code, inspects: false }
    : { code: `${inspect}(${value.code})`, inspects: true };
}

/** Code whose JSON says what the console would have printed. */
function losslessCode(value: Value, { checker, inspect }: Speaker): Written {
  const plain = (code: string): Written => ({ code, inspects: false });
  if (value.shape !== 'lossy') return plain(value.code);
  const type = checker.getTypeAtLocation(value.node);
  const name = type.isUnion() ? undefined : type.getSymbol()?.name;
  if (name === 'Map' || name === 'ReadonlyMap') return plain(`[...${parenthesised(value)}]`);
  if (name === 'Set' || name === 'ReadonlySet') return plain(`[...${parenthesised(value)}]`);
  if (name === 'WeakMap' || name === 'WeakSet' || name === 'Promise') {
    return { code: `${inspect}(${value.code})`, inspects: true };
  }
  return type.isUnion()
    ? { code: `${inspect}(${value.code})`, inspects: true }
    : plain(`String(${value.code})`);
}

function parenthesised(value: Value): string {
  return ts.isAwaitExpression(value.node) || ts.isConditionalExpression(value.node)
    ? `(${value.code})`
    : value.code;
}

/** A name of its own: members that share a name, or take one of the logger's, are named after their owner too. */
function freeKey(
  value: Labelled,
  { dialect }: Speaker,
  used: ReadonlySet<string>,
  shared: ReadonlySet<string>,
): string {
  const bare = value.label ?? nameOf(value.node) ?? 'value';
  const isFree = (key: string) => !used.has(key) && !dialect.reserved.has(key) && key !== dialect.errorKey;
  const ownerName =
    ts.isPropertyAccessExpression(value.node) && value.label === undefined
      ? nameOf(value.node.expression)
      : undefined;
  const owner = ownerName !== undefined && bare.startsWith(ownerName) ? undefined : ownerName;
  if (isFree(bare) && !(owner !== undefined && shared.has(bare))) return bare;
  if (owner !== undefined) {
    const qualified = owner + bare.charAt(0).toUpperCase() + bare.slice(1);
    if (isFree(qualified)) return qualified;
  }
  if (isFree(`${bare}Value`) && !used.has(bare)) return `${bare}Value`;
  let number = 2;
  while (!isFree(`${bare}${number}`)) number++;
  return `${bare}${number}`;
}

export function isThrown(value: Value): boolean {
  return value.shape === 'error' || value.shape === 'thrown';
}
