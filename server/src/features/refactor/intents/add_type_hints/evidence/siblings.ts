import { ts } from '../../../../../services/analysis/typescript.ts';
import { functionName, parametersText, spellText, type Vocabulary } from '../../../types/index.ts';
import type { Ballot } from '../ballot/index.ts';
import type { FunctionNode } from '../slots/declarations.ts';
import { isSilent } from './namesakes.ts';
import { translate } from './translate.ts';

/** Which type of a function is compared: that of a parameter, or the result. */
type Asked = { readonly parameter: string } | 'result';

/** A function that is built like another, and how much. */
export interface Sibling {
  readonly node: ts.SignatureDeclaration;
  readonly likeness: number;
}

/** So many are looked at, and so many that are most alike are asked. */
const siblingsReadMax = 600;
const siblingsAskedMax = 7;
/** Who shares less has nothing to say. */
const likenessMin = 2;

/** The functions of the same name in other classes and files, and those around, with how much each is like one. */
export function siblingsOf(node: FunctionNode, vocabulary: Vocabulary): readonly Sibling[] {
  const own = traitsOf(node);
  const isSelf = (other: ts.Node) => other.pos === node.pos && other.getSourceFile().fileName === own.file;
  const pool = [
    ...vocabulary.functions(own.name).slice(0, siblingsReadMax),
    ...vocabulary.functionsNear(node.getSourceFile()).slice(0, siblingsReadMax),
  ];
  return [...new Set(pool)]
    .filter((each) => !isSelf(each) && ts.isClassLike(each.parent) === ts.isClassLike(node.parent))
    .map((each) => ({ node: each, likeness: likeness(own, traitsOf(each)) }))
    .filter((each) => each.likeness >= likenessMin)
    .sort((a, b) => b.likeness - a.likeness);
}

/** What those that are most alike say, and where they say it with their own name in it, that said with this one. */
export function askSiblings(
  ballot: Ballot,
  siblings: readonly Sibling[],
  asked: Asked,
  vocabulary: Vocabulary,
): void {
  const { place } = ballot;
  const speaking = siblings.flatMap((each) => {
    const type = typeAsked(each.node, asked);
    return type ? [{ ...each, type }] : [];
  });
  const nearest = speaking
    .slice(0, siblingsAskedMax)
    .map((each) => ({ ...each, weight: each.likeness * each.likeness }));
  const total = nearest.reduce((sum, { weight }) => sum + weight, likenessMin);
  const silent = nearest.filter(({ type }) => isSilent(type)).reduce((sum, { weight }) => sum + weight, 0);
  // Where most say nothing, who says something means something else.
  if (2 * silent > total) return;
  for (const { node, type, weight } of nearest) {
    const text = type.getText().replace(/\s+/g, ' ');
    const translated = namesOf(node, place.node)
      .map(([theirs, ours]) => translate(text, theirs, ours))
      .flatMap((each) => (each === undefined ? [] : spellText(each, place.node, place.checker, vocabulary)))
      .find((each) => each !== undefined);
    if (translated) ballot.spelled(translated, 'analogy', weight / total);
    else if (!ts.isTypePredicateNode(type)) ballot.node(type, 'sibling', weight / total);
  }
}

function typeAsked(node: ts.SignatureDeclaration, asked: Asked): ts.TypeNode | undefined {
  if (asked === 'result') return node.type;
  return node.parameters.find(({ name }) => ts.isIdentifier(name) && name.text === asked.parameter)?.type;
}

/** Pairs of names that say what two functions are about: their classes, else themselves. */
function namesOf(one: ts.Node, other: ts.Node): readonly (readonly [string, string])[] {
  const ofClass = [classNameOf(one), classNameOf(other)] as const;
  const ofFunction = [bareNameOf(one), bareNameOf(other)] as const;
  return ofClass[0] === '' || ofClass[0] === ofClass[1] ? [ofFunction] : [ofClass];
}

function classNameOf({ parent }: ts.Node): string {
  return ts.isClassLike(parent) ? (parent.name?.text ?? '') : '';
}

function bareNameOf(node: ts.Node): string {
  return (functionName(node) ?? '').replace(/^_+/, '');
}

/** What makes functions alike. */
interface Traits {
  readonly file: string;
  readonly start: number;
  readonly name: string;
  readonly parameters: readonly string[];
  readonly typeParameters: string;
  /** What it makes its result with. */
  readonly maker: string;
}

const known = new WeakMap<ts.Node, Traits>();

function traitsOf(node: ts.SignatureDeclaration): Traits {
  const kept = known.get(node);
  if (kept) return kept;
  const traits = {
    file: node.getSourceFile().fileName,
    start: node.pos,
    name: functionName(node) ?? '',
    parameters: node.parameters.map(({ name }) => name.getText()),
    typeParameters: parametersText(node),
    maker: makerOf(node),
  };
  known.set(node, traits);
  return traits;
}

/** So far apart, functions of one file are hardly beside each other. */
const closeCharacters = 2000;

function likeness(own: Traits, other: Traits): number {
  const verb = verbOf(own.name);
  const theirs = translate(other.typeParameters, bare(other.name), bare(own.name)) ?? other.typeParameters;
  const distance = other.file === own.file ? Math.abs(other.start - own.start) : Number.POSITIVE_INFINITY;
  return (
    (own.name !== '' && other.name === own.name ? 4 : 0) +
    (verb !== '' && verbOf(other.name) === verb ? 2 : 0) +
    (own.typeParameters !== '' && theirs.toLowerCase() === own.typeParameters.toLowerCase() ? 3 : 0) +
    3 * shared(own.parameters, other.parameters) +
    (own.maker !== '' && other.maker === own.maker ? 2 : 0) +
    (Number.isFinite(distance) ? 1 : 0) +
    2 / (1 + distance / closeCharacters)
  );
}

function bare(name: string): string {
  return name.replace(/^_+/, '');
}

/** `is` of `isUser`. */
function verbOf(name: string): string {
  return /^_*([a-z]+)[A-Z]/.exec(name)?.[1] ?? '';
}

/** Which share of all names two lists have both. */
function shared(one: readonly string[], other: readonly string[]): number {
  const all = new Set([...one, ...other]);
  return all.size === 0 ? 0 : one.filter((each) => other.includes(each)).length / all.size;
}

/** What the first result is made with: `operate` of `return operate(…)`, `new Map` of `return new Map()`. */
function makerOf(node: ts.SignatureDeclaration): string {
  const { body } = node as { readonly body?: ts.Node };
  if (!body) return '';
  const returned = ts.isBlock(body)
    ? body.statements.find(ts.isReturnStatement)?.expression
    : (body as ts.Expression);
  return returned ? makerIn(returned) : '';
}

function makerIn(node: ts.Expression): string {
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) return makerIn(node.expression);
  if (ts.isNewExpression(node)) return `new ${node.expression.getText()}`;
  return ts.isCallExpression(node) ? node.expression.getText().slice(0, makerCharactersMax) : '';
}

const makerCharactersMax = 60;
