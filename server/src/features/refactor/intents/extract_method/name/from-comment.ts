import { ts } from '../../../../../services/analysis/typescript.ts';
import type { Proposed } from './proposed.ts';
import { baseVerb } from './verbs.ts';

/** A longer comment explains; a name is in a short one. */
const commentCharactersMax = 160;
const nounWordsMax = 4;

/**
 * A name from the comment above the first statement, where it says what the statements do: “// Validate the order”.
 * A comment that gives reasons, asks or holds code names nothing.
 */
export function fromComment(statements: readonly ts.Statement[]): readonly Proposed[] {
  const [first, ...others] = statements;
  if (!first) return [];
  const text = commentAbove(first);
  if (text === undefined || isAside(text)) return [];
  const words = nameIn(firstClause(text));
  if (!words) return [];
  // Where more comments follow, the first one speaks of its own part alone.
  const rank = others.some((each) => commentAbove(each) !== undefined) ? 'part' : 'whole';
  return [{ words, because: 'the comment above it says so', rank }];
}

/** The text of the comment that stands right above a statement, without its marks. */
export function commentAbove(statement: ts.Statement): string | undefined {
  const source = statement.getSourceFile();
  const { text } = source;
  const start = statement.getStart(source);
  const parts: string[] = [];
  let below = start;
  for (const { pos, end, kind } of (ts.getLeadingCommentRanges(text, statement.pos) ?? []).toReversed()) {
    const isAttached = /^[ \t]*\r?\n?[ \t]*$/.test(text.slice(end, below));
    if (!isAttached || !startsItsLine(text, pos)) break;
    if (kind === ts.SyntaxKind.MultiLineCommentTrivia && parts.length > 0) break;
    parts.unshift(
      text
        .slice(pos, end)
        .replace(/^\/\/+|^\/\*+|\*\/$/g, '')
        .replace(/^\s*\* ?/gm, '')
        .trim(),
    );
    below = pos;
    if (kind === ts.SyntaxKind.MultiLineCommentTrivia) break;
  }
  return parts.length > 0 ? parts.join(' ').trim() : undefined;
}

function startsItsLine(text: string, position: number): boolean {
  return text.slice(text.lastIndexOf('\n', position - 1) + 1, position).trim() === '';
}

function isAside(text: string): boolean {
  return (
    text.length > commentCharactersMax ||
    /[{}<>;=`$@|]|https?:|\?\s*$/.test(text) ||
    /^(?:todo|fixme|xxx|hack|note|nb|warning|bug|see|eslint|prettier|biome|tslint|istanbul|c8|v8|ts-|#|e\.g)/i.test(
      text,
    )
  );
}

const openers =
  /^(?:step\s*\d+|\d+|first(?:ly)?|then|now|next|finally|lastly|also|and|so|we|we'll|let's|let us|here|please|ok|otherwise|just|simply|only|always|must|should|will|to|in order to|need to|try to|make sure to|this|it)\b[\s:.)\-,]*/i;

function firstClause(text: string): string {
  let rest = text.trim();
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(openers, '');
  }
  return /^[^.,:;!?()[\]—–"“]*/.exec(rest.replace(/\s-\s.*/s, ''))?.[0] ?? '';
}

const fillers = new Set(
  'the a an all any each every some this these those its their our your his her that both such own given'.split(
    ' ',
  ),
);
const prepositions = new Set('to for from with in on at into by as over through out off against'.split(' '));
const boundaries = new Set(
  (
    'and or but so because since if when that which while where before after until unless then via using based ' +
    'without instead due is are was were be been has have had can could may might not no only rather than whether ' +
    'how what why who it them they we you i like just again here there also yet'
  ).split(' '),
);

function nameIn(clause: string): readonly string[] | undefined {
  const [first, ...rest] = clause.match(/[A-Za-z][A-Za-z0-9'’]*/g) ?? [];
  const verb = first && baseVerb(first);
  if (!verb || rest.some((word) => /['’]/.test(word))) return undefined;
  const noun = nounIn(rest);
  return noun.length === 0 || noun.length > nounWordsMax ? undefined : [verb, ...noun];
}

/** “the total of all prices for a customer” is total of prices: what follows a preposition says under which circumstances. */
function nounIn(rest: readonly string[]): readonly string[] {
  const noun: string[] = [];
  for (const word of rest) {
    const lower = word.toLowerCase();
    if (boundaries.has(lower) || (lower === 'up' && noun.length > 0)) break;
    const isPreposition = prepositions.has(lower);
    if (isPreposition && noun.some((each) => !prepositions.has(each))) break;
    if (fillers.has(lower) || (lower === 'of' && noun.length === 0)) continue;
    noun.push(isAbbreviation(word) ? word : lower);
  }
  while (noun.length > 0 && (prepositions.has(noun.at(-1) ?? '') || noun.at(-1) === 'of')) noun.pop();
  return noun;
}

function isAbbreviation(word: string): boolean {
  return word.length > 1 && word === word.toUpperCase();
}
