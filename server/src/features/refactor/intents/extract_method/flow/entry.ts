import { ts } from '../../../../../services/analysis/typescript.ts';
import type { Binding, Reference } from '../../../syntax/index.ts';
import { nodesOf, type Range } from '../range.ts';
import type { Exit } from './exits.ts';

/**
 * What a piece of code does first with a variable that is declared outside of it. `assigns` on every path that leaves it
 * at its end or by a jump; `may assign` on some; `reads`: what the variable held before may be seen.
 */
export type Effect = 'none' | 'reads' | 'may assign' | 'assigns';

/** `exits`: all of the range, in source order. */
export function effectOn(binding: Binding, range: Range, exits: readonly Exit[]): Effect {
  // After a `return`, nobody asks for the variable.
  const jumps = exits.filter((exit) => !ts.isReturnStatement(exit)).map(({ end }) => end);
  const references = new Map(binding.references.map((each) => [each.node, each]));
  const positions = [...references.keys(), ...binding.declarations]
    .map((name) => name.end)
    .sort((a, b) => a - b);
  const query: Query = { references, positions, jumps, of: binding, jumpsUnassigned: false };
  const effect = inOrder(nodesOf(range), query);
  return effect === 'assigns' && query.jumpsUnassigned ? 'may assign' : effect;
}

interface Query {
  readonly references: ReadonlyMap<ts.Node, Reference>;
  /** Ends of all names of the variable, in order. */
  readonly positions: readonly number[];
  /** Ends of the jumps that leave the range, in order. */
  readonly jumps: readonly number[];
  readonly of: Binding;
  /** Whether a jump leaves the range from where the variable may not be assigned yet: what surely is, is looked at no further. */
  jumpsUnassigned: boolean;
}

function inOrder(nodes: readonly (ts.Node | undefined)[], query: Query): Effect {
  let effect: Effect = 'none';
  for (const node of nodes) {
    const next = node ? effectOf(node, query) : 'none';
    if (next === 'reads' || next === 'assigns') return next;
    if (next === 'may assign') effect = next;
  }
  return effect;
}

function eitherOf(effects: readonly Effect[]): Effect {
  if (effects.includes('reads')) return 'reads';
  if (effects.every((each) => each === 'assigns')) return 'assigns';
  return effects.every((each) => each === 'none') ? 'none' : 'may assign';
}

/** What may not run at all, or not to its end. */
function perhaps(effect: Effect): Effect {
  return effect === 'assigns' ? 'may assign' : effect;
}

function effectOf(node: ts.Node, query: Query): Effect {
  if (!holdsOneOf(query.positions, node)) {
    query.jumpsUnassigned ||= holdsOneOf(query.jumps, node);
    return leaves(node) ? 'assigns' : 'none';
  }
  if (ts.isIdentifier(node)) return effectOfName(node, query);
  if (ts.isFunctionLike(node)) return 'reads';
  if (ts.isBinaryExpression(node)) return effectOfBinary(node, query);
  if (ts.isConditionalExpression(node)) {
    return after(effectOf(node.condition, query), () => branches([node.whenTrue, node.whenFalse], query));
  }
  if (ts.isIfStatement(node)) {
    return after(effectOf(node.expression, query), () =>
      branches([node.thenStatement, node.elseStatement], query),
    );
  }
  if (ts.isOptionalChain(node)) return effectOfChain(node, query);
  if (ts.isIterationStatement(node, false)) return effectOfLoop(node, query);
  if (ts.isTryStatement(node)) return effectOfTry(node, query);
  if (ts.isSwitchStatement(node)) {
    return after(effectOf(node.expression, query), () => perhaps(effectOf(node.caseBlock, query)));
  }
  if (ts.isLabeledStatement(node)) return perhaps(effectOf(node.statement, query));
  const effect = inOrder(childrenOf(node), query);
  return leaves(node) && effect !== 'reads' ? 'assigns' : effect;
}

/** Whether an end of a name or of a jump is within a node; found by halving, since every node of the range asks. */
function holdsOneOf(positions: readonly number[], node: ts.Node): boolean {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle] ?? 0) <= node.pos) low = middle + 1;
    else high = middle;
  }
  const next = positions[low];
  return next !== undefined && next <= node.end;
}

/** Nothing runs past these, so they assign as well as anything. */
function leaves(node: ts.Node): boolean {
  return (
    ts.isReturnStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isBreakStatement(node) ||
    ts.isContinueStatement(node)
  );
}

function effectOfName(node: ts.Identifier, { references, of }: Query): Effect {
  const access = references.get(node)?.access;
  if (access === 'write') return 'assigns';
  if (access === 'read' || access === 'update') return 'reads';
  // `var x = 1` once more for a variable that is declared outside as well.
  const isDeclared = of.declarations.includes(node);
  const { parent } = node;
  if (!isDeclared) return 'none';
  return ts.isVariableDeclaration(parent) && !parent.initializer ? 'none' : 'assigns';
}

function effectOfBinary(node: ts.BinaryExpression, query: Query): Effect {
  const { left, right, operatorToken } = node;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.EqualsToken:
      return ts.isIdentifier(left) || isPattern(left)
        ? inOrder([right, left], query)
        : inOrder([left, right], query);
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.AmpersandAmpersandEqualsToken:
    case ts.SyntaxKind.BarBarEqualsToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
      return after(effectOf(left, query), () => perhaps(effectOf(right, query)));
    default:
      return inOrder([left, right], query);
  }
}

function isPattern(node: ts.Expression): boolean {
  return ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node);
}

/** What follows a `?.` may not be evaluated. */
function effectOfChain(node: ts.OptionalChain, query: Query): Effect {
  const rest = childrenOf(node).filter((child) => child !== node.expression);
  return after(effectOf(node.expression, query), () => perhaps(inOrder(rest, query)));
}

function effectOfLoop(node: ts.IterationStatement, query: Query): Effect {
  if (ts.isForStatement(node)) {
    const start = inOrder([node.initializer, node.condition], query);
    return after(start, () => perhaps(inOrder([node.statement, node.incrementor], query)));
  }
  if (ts.isForInStatement(node) || ts.isForOfStatement(node)) {
    return after(effectOf(node.expression, query), () =>
      perhaps(inOrder([node.initializer, node.statement], query)),
    );
  }
  if (ts.isDoStatement(node)) return perhaps(inOrder([node.statement, node.expression], query));
  const { expression } = node as ts.WhileStatement;
  return after(effectOf(expression, query), () => perhaps(effectOf(node.statement, query)));
}

function effectOfTry(node: ts.TryStatement, query: Query): Effect {
  const { tryBlock, catchClause, finallyBlock } = node;
  const tried = effectOf(tryBlock, query);
  // The block may stop anywhere, so its handlers see what was there before.
  const caught = catchClause ? effectOf(catchClause.block, query) : 'assigns';
  const both = tried === 'assigns' && caught === 'assigns' ? 'assigns' : eitherOf([tried, caught]);
  const finished = finallyBlock ? effectOf(finallyBlock, query) : 'none';
  if (both === 'reads' || finished === 'reads') return 'reads';
  return both === 'assigns' || finished === 'assigns' ? 'assigns' : eitherOf([both, finished]);
}

function branches(nodes: readonly (ts.Node | undefined)[], query: Query): Effect {
  return eitherOf(nodes.map((node) => (node ? effectOf(node, query) : 'none')));
}

function after(first: Effect, second: () => Effect): Effect {
  if (first === 'reads' || first === 'assigns') return first;
  const next = second();
  return next === 'none' ? first : next;
}

function childrenOf(node: ts.Node): readonly ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  // A declaration gets its value before its name holds it.
  if (ts.isVariableDeclaration(node)) return [...children.filter((child) => child !== node.name), node.name];
  return children;
}
