/** Words of a name: `parseHTMLNode` is parse, HTML, node; an abbreviation keeps its capitals. */
export type Words = readonly string[];

/** Longer names are cut between words. */
export const nameCharactersMax = 30;

export function wordsOf(name: string): Words {
  if (/^[A-Z0-9_$]+$/.test(name) && name.length > 1) return wordsOfConstant(name);
  const parts = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\x00-\x7F]+/g) ?? [];
  return parts.map((part) => (part.length > 1 && part === part.toUpperCase() ? part : part.toLowerCase()));
}

/** `RETRIES_MAX` shouts as a whole; `URL` is an abbreviation. */
function wordsOfConstant(name: string): Words {
  const parts = name.match(/[A-Z]+|\d+/g) ?? [];
  return parts.length > 1 ? parts.map((part) => part.toLowerCase()) : parts;
}

/** `['parse', 'HTML', 'node']` is `parseHTMLNode`. */
export function camelCase(words: Words): string {
  return words.map((word, index) => (index === 0 ? word.toLowerCase() : capitalized(word))).join('');
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Names that say nothing of what a value is: where there is another word, it is the better one. */
const weakWords = new Set(
  (
    'result results res ret rv retval return value values val vals data tmp temp out output obj object item items ' +
    'element elements el els arr array list str string num number arg args param params cb fn func function callback ' +
    'self that this it one thing stuff info foo bar baz acc accumulator cur curr current prev previous next first last ' +
    'key keys entry entries index idx idxs pos start end len length size other another rest self_ ctx cfg e err error ' +
    'ok done flag input target source all any some new old my the a an t1 t2 v0 v1 inner outer left right response responses resp undefined null true false void buf main'
  ).split(' '),
);

export function isWeak(words: Words): boolean {
  return words.every((word) => word.length < 2 || weakWords.has(word.toLowerCase()) || /^\d+$/.test(word));
}

const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    child: 'children',
    person: 'people',
    index: 'indices',
    vertex: 'vertices',
    datum: 'data',
    criterion: 'criteria',
  }),
);
const singulars = new Map([...irregular].map(([one, many]) => [many, one]));

/** The last word in the plural; what is plural already stays. */
export function plural(words: Words): Words {
  const last = words.at(-1);
  if (last === undefined || isPlural(last)) return words;
  return [...words.slice(0, -1), pluralOf(last)];
}

export function singular(words: Words): Words {
  const last = words.at(-1);
  if (last === undefined || !isPlural(last)) return words;
  return [...words.slice(0, -1), singularOf(last)];
}

function isPlural(word: string): boolean {
  return (
    singulars.has(word) ||
    word === 'data' ||
    word === 'info' ||
    (/[^s]s$/i.test(word) && !/(?:us|is|ss|as)$/.test(word)) ||
    /(?:sses|aliases|statuses)$/.test(word)
  );
}

function pluralOf(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(?:s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return `${word}s`;
}

function singularOf(word: string): string {
  const known = singulars.get(word);
  if (known) return known;
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sses|xes|zes|ches|shes|aliases|statuses)$/.test(word)) return word.slice(0, -2);
  return word === 'data' || word === 'info' ? word : word.slice(0, -1);
}
