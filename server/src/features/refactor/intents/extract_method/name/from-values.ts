import { ts } from '../../../../../services/analysis/typescript.ts';
import { bare, anyNounAround, nameAround, nounAround, nounOf } from './noun.ts';
import { isTruth, productionOf, type Production } from './producer.ts';
import type { Proposed } from './proposed.ts';
import { verbIn, type VerbHabits } from './verbs.ts';
import { camelCase, isWeak, nameCharactersMax, plural, wordsOf, type Words } from './words.ts';

/** Names from the values that statements hand to what follows: `const total = a + b` is `computeTotal`. */
export function fromValues(
  statements: readonly ts.Statement[],
  outputs: readonly string[],
  habits: VerbHabits,
): readonly Proposed[] {
  const [first] = statements;
  if (!first || outputs.length === 0) return [];
  const made = outputs.map((name) => ({ name, ...makingOf(name, statements, habits) }));
  const principal = made.findLast(({ name }) => !isWeak(wordsOf(name))) ?? made.at(-1);
  if (!principal) return [];
  const pair = made.length === 2 ? pairOf(made) : [];
  // Several values of one call are what the call is about.
  const shared =
    made.length > 1 && principal.noun ? [proposed(principal.verb, principal.noun, principal)] : [];
  return [...pair, ...shared, ...proposalsFor(principal.name, principal, first)];
}

/** Names for a function that answers with the value of an expression. */
export function fromAnswer(
  expression: ts.Expression,
  statements: readonly ts.Statement[],
  habits: VerbHabits,
): readonly Proposed[] {
  const at = bare(expression);
  const [first] = statements;
  if (!first) return [];
  if (isTruth(at)) return predicateAround(first);
  if (ts.isIdentifier(at)) {
    const making = makingOf(at.text, statements, habits);
    if (making.because !== untold) return proposalsFor(at.text, making, first);
  }
  const production = productionOf(expression, habits);
  const noun = nounAround(first) ?? production.noun ?? anyNounAround(first);
  if (!noun) return [];
  return [
    proposed(production.verb, noun, production),
    {
      words: ['resolve', ...noun],
      because: 'it answers for the function around',
      rank: 'last',
    },
  ];
}

/** `true` and `false` answer the question that the function around asks. */
function predicateAround(at: ts.Node): readonly Proposed[] {
  const name = nameAround(at) ?? '';
  const words = wordsOf(name);
  const noun = anyNounAround(at);
  const because = { because: 'it answers yes or no' };
  if (predicates.test(words[0] ?? '') && words.length > 1) return [proposed('check', words, because)];
  return noun && questions.test(name) ? [proposed('is', noun, because)] : [];
}

const questions =
  /^#?_?(?:is|has|have|can|should|was|will|needs|uses|supports|check|validate|verify|test|matches|contains|includes|exists|equals|are|does)(?![a-z])/;
const predicates = /^(?:is|has|can|should|was|will|needs|uses|supports|have|are|does)$/;

/** Two values that the name can tell; cut short, it would tell lies. */
function pairOf(made: readonly (Production & { readonly name: string })[]): readonly Proposed[] {
  const [one, two] = made.map(({ name }) => wordsOf(name));
  const words = [made.at(-1)?.verb ?? '', ...(one ?? []), 'and', ...(two ?? [])];
  if (camelCase(words).length > nameCharactersMax || isWeak(one ?? []) || isWeak(two ?? [])) return [];
  return [{ words, because: 'it makes the two values', rank: 'whole' }];
}

function proposalsFor(name: string, production: Production, at: ts.Node): readonly Proposed[] {
  const { verb, noun } = production;
  const own = wordsOf(name);
  const isPredicate = predicates.test(own[0] ?? '') && own.length > 1;
  const what =
    isPredicate || (!isWeak(own) && !production.isNounBetter) ? own : (noun ?? nounAround(at) ?? own);
  const withoutVerb = isPredicate || !startsWith(what, verb) ? what : what.slice(1);
  const first = proposed(isPredicate ? 'check' : verb, withoutVerb, production);
  const second = noun && noun.join() !== what.join() ? [proposed(verb, noun, production)] : [];
  const around = nounAround(at);
  const third = around
    ? [{ ...proposed(verb, [...withoutVerb, 'for', ...around], production), rank: 'part' as const }]
    : [];
  return [first, ...second, ...third];
}

function startsWith(words: Words, verb: string): boolean {
  return words[0]?.toLowerCase() === verb && words.length > 1;
}

function proposed(
  verb: string,
  noun: Words,
  { because, isIdle }: Pick<Production, 'because' | 'isIdle'>,
): Proposed {
  // Where the value is merely handed on, what else is done says more.
  return { words: [verb, ...noun], because, rank: isIdle ? 'part' : 'whole' };
}

const untold = 'it makes the value';

/** How a variable gets its value in these statements. */
function makingOf(name: string, statements: readonly ts.Statement[], habits: VerbHabits): Production {
  const writes = writesTo(name, statements);
  const start = writes.find(({ kind }) => kind === 'start')?.value;
  const filled = writes.find(({ kind }) => kind === 'filled');
  const counted = writes.find(({ kind }) => kind === 'counted');
  const grown = writes.find(({ kind }) => kind === 'grown');
  const set = writes.filter(({ kind }) => kind === 'set');
  if (filled?.isList) return { verb: verbIn(habits, 'collect'), because: `it collects \`${name}\`` };
  if (filled) return { verb: verbIn(habits, 'compose'), because: `it fills \`${name}\`` };
  if (counted) return counting(counted, start, name, habits);
  if (grown) return growing(start, name, habits);
  if (set.length === 1 && set[0]?.value && !start) return productionOf(set[0].value, habits);
  if (set.length > 0 && start && isTruth(bare(start)))
    return { verb: verbIn(habits, 'check'), because: `it decides \`${name}\`` };
  if (set.length > 0) return { verb: verbIn(habits, 'resolve'), because: `it decides \`${name}\`` };
  return start ? productionOf(start, habits) : { verb: verbIn(habits, 'compute'), because: untold };
}

function counting(
  write: Write,
  start: ts.Expression | undefined,
  name: string,
  habits: VerbHabits,
): Production {
  const things = thingsCounted(write.node);
  if (!start || !ts.isNumericLiteral(start))
    return { verb: verbIn(habits, 'compute'), because: `it moves \`${name}\`` };
  const noun = /count$/i.test(name) && wordsOf(name).length > 1 ? wordsOf(name).slice(0, -1) : things;
  return noun
    ? { verb: 'count', noun: plural(noun), isNounBetter: true, because: `it counts \`${name}\`` }
    : { verb: 'count', because: `it counts \`${name}\`` };
}

function thingsCounted(node: ts.Node): Words | undefined {
  for (
    let at = node.parent as ts.Node | undefined;
    at && !ts.isFunctionLike(at);
    at = at.parent as ts.Node | undefined
  )
    if (ts.isForOfStatement(at)) return nounOf(at.expression);
  return undefined;
}

function growing(start: ts.Expression | undefined, name: string, habits: VerbHabits): Production {
  const isText = start !== undefined && (ts.isStringLiteralLike(start) || ts.isTemplateExpression(start));
  if (isText) return { verb: verbIn(habits, 'compose'), because: `it puts \`${name}\` together` };
  return { verb: verbIn(habits, 'compute'), because: `it adds up \`${name}\`` };
}

interface Write {
  readonly kind: 'start' | 'set' | 'filled' | 'counted' | 'grown';
  readonly node: ts.Node;
  readonly value?: ts.Expression;
  readonly isList?: boolean;
}

function writesTo(name: string, statements: readonly ts.Statement[]): readonly Write[] {
  const found: Write[] = [];
  const visit = (node: ts.Node): void => {
    const write = writeIn(node, name);
    if (write) found.push(write);
    ts.forEachChild(node, visit);
  };
  statements.forEach(visit);
  return found;
}

const listFillers = new Set(['push', 'unshift', 'add']);
const otherFillers = new Set(['set', 'append']);

function writeIn(node: ts.Node, name: string): Write | undefined {
  if (ts.isVariableDeclaration(node)) return declarationOf(node, name);
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) {
    const counts =
      node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return counts && isNamed(node.operand, name) ? { kind: 'counted', node } : undefined;
  }
  if (ts.isBinaryExpression(node)) return assignmentOf(node, name);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression, name: method } = node.expression;
    if (!isNamed(expression, name)) return undefined;
    if (listFillers.has(method.text)) return { kind: 'filled', node, isList: true };
    return otherFillers.has(method.text) ? { kind: 'filled', node } : undefined;
  }
  return undefined;
}

function declarationOf(node: ts.VariableDeclaration, name: string): Write | undefined {
  if (!node.initializer) return undefined;
  const declares = ts.isIdentifier(node.name)
    ? node.name.text === name
    : bindingNames(node.name).includes(name);
  return declares ? { kind: 'start', node, value: node.initializer } : undefined;
}

function bindingNames(pattern: ts.BindingPattern): readonly string[] {
  return pattern.elements.flatMap((element) => {
    if (!ts.isBindingElement(element)) return [];
    return ts.isIdentifier(element.name) ? [element.name.text] : bindingNames(element.name);
  });
}

function assignmentOf(node: ts.BinaryExpression, name: string): Write | undefined {
  const { kind } = node.operatorToken;
  if (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return undefined;
  const target = bare(node.left);
  if (isNamed(target, name)) {
    const sets = kind === ts.SyntaxKind.EqualsToken || kind >= ts.SyntaxKind.BarBarEqualsToken;
    return { kind: sets ? 'set' : 'grown', node, value: node.right };
  }
  const isMember = ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target);
  return isMember && isNamed(target.expression, name) ? { kind: 'filled', node } : undefined;
}

function isNamed(expression: ts.Expression, name: string): boolean {
  const at = bare(expression);
  return ts.isIdentifier(at) && at.text === name;
}
