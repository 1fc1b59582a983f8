import { ts } from '../../../../services/analysis/typescript.ts';
import { functionName, parametersText, spellText, type Vocabulary } from '../../types/index.ts';
import type { Ballot } from './ballot.ts';
import type { FunctionNode } from './declarations.ts';

const weightMax = 80;
const siblingsMax = 200;
/** Twice is a pattern. */
const patternShare = 0.3;
/** A shorter word is found in everything. */
const stemLengthMin = 3;

/** Which type of a function is compared: that of a parameter, or the result. */
type Asked = { readonly parameter: string } | 'result';

/**
 * What siblings say with their own name in it, said with this one: where `createUser` takes `UserOptions`, `createTeam`
 * takes `TeamOptions`.
 */
export function askAnalogy(ballot: Ballot, node: FunctionNode, asked: Asked, vocabulary: Vocabulary): void {
  const isSelf = (other: ts.Node) =>
    other.pos === node.pos && other.getSourceFile().fileName === node.getSourceFile().fileName;
  const isAlike = (other: ts.Node) =>
    !isSelf(other) && ts.isClassLike(other.parent) === ts.isClassLike(node.parent);
  if (ts.isClassLike(node.parent)) {
    const others = vocabulary.functions(functionName(node) ?? '').filter(isAlike);
    compare(ballot, others, classStems, asked, vocabulary);
  }
  const verb = verbOf(node);
  const beside = vocabulary.functionsNear(node.getSourceFile()).filter(isAlike);
  compare(
    ballot,
    beside.filter((other) => verbOf(other) === verb),
    functionStems,
    asked,
    vocabulary,
  );
}

type Stems = (node: ts.Node) => readonly (string | undefined)[];

function compare(
  ballot: Ballot,
  siblings: readonly ts.SignatureDeclaration[],
  stemsOf: Stems,
  asked: Asked,
  vocabulary: Vocabulary,
): void {
  const { place } = ballot;
  const own = stemsOf(place.node);
  const counts = new Map<string, number>();
  let total = 0;
  for (const sibling of siblings.slice(0, siblingsMax)) {
    const type = typeAsked(sibling, asked);
    if (!type) continue;
    // Who takes the same type parameters is more alike.
    const weight = parametersText(sibling) === parametersText(place.node) ? alikeWeight : 1;
    total += weight;
    const text = type.getText().replace(/\s+/g, ' ');
    const template = templateOf(text, stemsOf(sibling), own);
    if (template !== undefined) counts.set(template, (counts.get(template) ?? 0) + weight);
  }
  for (const [text, count] of [...counts].sort(([, a], [, b]) => b - a).slice(0, templatesMax)) {
    const weight =
      weightMax * Math.min(1, count / (total + alikeWeight) + (count > alikeWeight ? patternShare : 0));
    ballot.spelled(spellText(text, place.node, place.checker, vocabulary), weight);
  }
}

const templatesMax = 3;
const alikeWeight = 3;

function typeAsked(node: ts.SignatureDeclaration, asked: Asked): ts.TypeNode | undefined {
  if (asked === 'result') return node.type;
  return node.parameters.find(({ name }) => ts.isIdentifier(name) && name.text === asked.parameter)?.type;
}

/** What a method is about: its class. */
function classStems({ parent }: ts.Node): readonly (string | undefined)[] {
  return [ts.isClassLike(parent) ? parent.name?.text : undefined];
}

/** What a function is about: its own name, whole and without the verb it starts with. */
function functionStems(node: ts.Node): readonly (string | undefined)[] {
  const name = (functionName(node) ?? '').replace(/^_+/, '');
  return [name, /^[a-z]+([A-Z].*)$/.exec(name)?.[1]];
}

/** `is` of `isUser`; functions that do the same are compared. */
function verbOf(node: ts.SignatureDeclaration): string | undefined {
  return /^_*([a-z]+)[A-Z]/.exec(functionName(node) ?? '')?.[1];
}

function templateOf(
  text: string,
  stems: readonly (string | undefined)[],
  own: readonly (string | undefined)[],
): string | undefined {
  for (const [index, stem] of stems.entries()) {
    const ownStem = own[index];
    if (stem === undefined || ownStem === undefined || stem.length < stemLengthMin) continue;
    const pattern = new RegExp(stem.replace(/[$]/g, '\\$&'), 'gi');
    if (pattern.test(text))
      return text.replace(pattern, () => ownStem.charAt(0).toUpperCase() + ownStem.slice(1));
  }
  return undefined;
}
