import { createRandom, type Random } from './random.mts';

/** A message of a compiler, with `{0}` and so on where its arguments stand. */
export interface Message {
  readonly code: number;
  readonly text: string;
}

/** One of a message's texts, with arguments drawn by lot. */
export interface Rendering {
  readonly code: number;
  readonly text: string;
}

/** Every error of the compiler that is installed: its table is read where it stands, and is in no file of ours. */
export async function messagesOfTypescript(): Promise<readonly Message[]> {
  const { default: typescript } = (await import('typescript')) as unknown as {
    default: { Diagnostics: Record<string, { code: number; category: number; message: string }> };
  };
  return Object.values(typescript.Diagnostics)
    .filter(({ category }) => category === errorCategory)
    .map(({ code, message }) => ({ code, text: message }));
}

const errorCategory = 1;

/** So many texts of each message, in an order of their own. */
export function renderings(messages: readonly Message[], count: number, seed: number): readonly Rendering[] {
  const random = createRandom(seed);
  const all = messages.flatMap((message) =>
    Array.from({ length: count }, () => ({ code: message.code, text: rendered(message.text, random) })),
  );
  for (let at = all.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    const [one, two] = [all[at], all[other]];
    if (one && two) [all[at], all[other]] = [two, one];
  }
  return all;
}

const lowercase = 'abcdefghijklmnopqrstuvwxyz';

function rendered(text: string, random: Random): string {
  return text.replaceAll(/\{\d\}/gu, (placeholder, at: number) => argument(text, placeholder, at, random));
}

/** What the compiler says there, as far as the words around tell: numbers, paths, modules, options, types or names. */
function argument(text: string, placeholder: string, at: number, random: Random): string {
  const before = text.slice(0, at).toLowerCase();
  const behind = text.slice(at + placeholder.length);
  const isQuoted = /['"`]$/u.test(before) && /^['"`]/u.test(behind);
  if (/^ (?:arguments|type arguments|element|errors|capturing|or more)|^ through /u.test(behind))
    return number(random);
  if (
    !isQuoted &&
    /(?:positions? |got |expects |least |requires |only |from |and |or |either |overload |of |through |column |line )$/u.test(
      before,
    ) &&
    !/module|file/u.test(behind)
  )
    return number(random);
  if (
    /(?:file|path|directory|folder|project|config|: )['"`]?$/u.test(before.replace(/ $/u, '')) ||
    /\.json/u.test(behind.slice(0, 12))
  )
    return path(random);
  if (/(?:module|package|library|import)(?: name)? ['"`]$/u.test(before)) return moduleName(random);
  if (/type[^'"`]{0,24}['"`]$/u.test(before) || /^['"`] is not assignable|^['"`] to type/u.test(behind))
    return type(random, 2);
  return isQuoted && random.below(6) === 0 ? `${name(random)}.${name(random)}` : name(random);
}

const number = (random: Random) => String(1 + random.below(12));
const word = (random: Random) => random.text(lowercase, 3 + random.below(6));
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const path = (random: Random) => `/home/${word(random)}/${word(random)}/${word(random)}.ts`;
const moduleName = (random: Random) =>
  [
    `./${word(random)}`,
    `../${word(random)}/${word(random)}.js`,
    `@${word(random)}/${word(random)}`,
    word(random),
    `node:${word(random)}`,
  ][random.below(5)] ?? '';
const name = (random: Random) =>
  [
    word(random),
    word(random) + capital(word(random)),
    capital(word(random)),
    `${word(random)}${random.below(100)}`,
    `_${word(random)}`,
  ][random.below(5)] ?? '';

function type(random: Random, depth: number): string {
  const inner = () => type(random, depth - 1);
  const simple = [
    'string',
    'number',
    'boolean',
    'undefined',
    'null',
    'unknown',
    `"${word(random)}"`,
    String(random.below(1_000)),
    capital(word(random)),
  ];
  if (depth === 0 || random.below(2) === 0) return simple[random.below(simple.length)] ?? '';
  return (
    [
      () => `${inner()}[]`,
      () => `${inner()} | ${inner()}`,
      () => `${capital(word(random))}<${inner()}>`,
      () => `{ ${word(random)}: ${inner()}; }`,
      () => `(${word(random)}: ${inner()}) => ${inner()}`,
      () => `[${inner()}, ${inner()}]`,
    ][random.below(6)]?.() ?? ''
  );
}
