import { ts } from '../../../../../services/analysis/typescript.ts';
import { bare, calleeName, nounOf, receiverOf } from './noun.ts';
import type { Proposed } from './proposed.ts';
import { isVerb } from './verbs.ts';
import { plural, wordsOf, type Words } from './words.ts';

/** Names for a test: `isX`, `hasX`, `shouldX`, by what is tested and by what is done where it holds. */
export function fromCondition(expression: ts.Expression): readonly Proposed[] {
  const words = predicateOf(bare(expression));
  const own: readonly Proposed[] = words ? [{ words, because: 'of what it tests', rank: 'whole' }] : [];
  const should = shouldOf(expression);
  return should ? [...own, { words: should, because: 'of what depends on it', rank: 'whole' }] : own;
}

function predicateOf(at: ts.Expression): Words | undefined {
  if (ts.isPrefixUnaryExpression(at) && at.operator === ts.SyntaxKind.ExclamationToken)
    return negated(bare(at.operand));
  if (ts.isBinaryExpression(at)) return predicateOfBinary(at);
  if (ts.isCallExpression(at)) return predicateOfCall(at);
  if (ts.isIdentifier(at) || ts.isPropertyAccessExpression(at)) return stateOf(at);
  return undefined;
}

const helpers = new Set([
  'is',
  'has',
  'can',
  'should',
  'was',
  'will',
  'are',
  'does',
  'needs',
  'starts',
  'ends',
  'includes',
]);

/** `user.isActive` is a test by its name, `errors.length` asks for errors, any other value whether there is one. */
function stateOf(at: ts.Identifier | ts.PropertyAccessExpression): Words | undefined {
  const name = wordsOf(ts.isIdentifier(at) ? at.text : at.name.text);
  if (helpers.has(name[0] ?? '') && name.length > 1) return name;
  const noun = nounOf(at);
  return noun && ['has', ...noun];
}

function negated(at: ts.Expression): Words | undefined {
  const positive = predicateOf(at);
  if (!positive) return undefined;
  const [helper, ...rest] = positive;
  if (helper === 'has') return ['lacks', ...rest];
  return helper === 'is' ? ['is', 'not', ...rest] : undefined;
}

function predicateOfCall(call: ts.CallExpression): Words | undefined {
  const name = wordsOf(calleeName(call) ?? '');
  const [first] = call.arguments;
  const subject = receiverOf(call);
  const about = subject && nounOf(subject);
  if (['has', 'includes', 'contains', 'some'].includes(name.join(''))) {
    const what = name[0] === 'some' ? about : ((first && nounOf(first)) ?? about);
    return what && ['has', ...what];
  }
  if (name[0] === 'every') return about && ['are', 'all', ...plural(about), 'valid'];
  if (helpers.has(name[0] ?? '') && name.length > 1) return about ? [...name, ...about] : name;
  const noun = about ?? (first && nounOf(first));
  return noun && name[0] !== undefined && (name[0] === 'test' || name[0] === 'match')
    ? ['matches', ...noun]
    : undefined;
}

const equalities = new Set([ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.EqualsEqualsEqualsToken]);
const inequalities = new Set([
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

function predicateOfBinary(at: ts.BinaryExpression): Words | undefined {
  const { kind } = at.operatorToken;
  const [left, right] = [bare(at.left), bare(at.right)];
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) return undefined;
  if (kind === ts.SyntaxKind.InstanceOfKeyword) {
    const noun = nounOf(right);
    return noun && ['is', ...noun];
  }
  if (kind === ts.SyntaxKind.InKeyword) {
    const noun = nounOf(left) ?? nounOf(right);
    return noun && ['has', ...noun];
  }
  if (isNothing(right)) return presence(left, equalities.has(kind));
  if (isLength(left)) return lengthTest(left, kind, right);
  const value =
    ts.isStringLiteralLike(right) || ts.isPropertyAccessExpression(right) ? nounOf(right) : undefined;
  if (equalities.has(kind) && value) return ['is', ...value];
  if (inequalities.has(kind) && value) return ['is', 'not', ...value];
  return undefined;
}

function isNothing(at: ts.Expression): boolean {
  return at.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(at) && at.text === 'undefined');
}

function presence(at: ts.Expression, isAbsent: boolean): Words | undefined {
  const noun = nounOf(at);
  return noun && [isAbsent ? 'lacks' : 'has', ...noun];
}

function isLength(at: ts.Expression): at is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(at) && (at.name.text === 'length' || at.name.text === 'size');
}

function lengthTest(
  at: ts.PropertyAccessExpression,
  kind: ts.SyntaxKind,
  right: ts.Expression,
): Words | undefined {
  const noun = nounOf(at.expression);
  if (!noun || !ts.isNumericLiteral(right)) return undefined;
  if (equalities.has(kind) && right.text === '0') return ['lacks', ...plural(noun)];
  const isMany = kind === ts.SyntaxKind.GreaterThanToken && right.text !== '0';
  return isMany ? ['has', 'many', ...plural(noun)] : ['has', ...plural(noun)];
}

/** `if (a && b) skip(item)` asks whether it should skip the item. */
function shouldOf(expression: ts.Expression): Words | undefined {
  const { parent } = expression;
  if (!ts.isIfStatement(parent) || parent.expression !== expression) return undefined;
  const first = ts.isBlock(parent.thenStatement) ? parent.thenStatement.statements[0] : parent.thenStatement;
  if (!first) return undefined;
  if (ts.isContinueStatement(first)) return ['should', 'skip'];
  if (ts.isBreakStatement(first)) return ['should', 'stop'];
  if (!ts.isExpressionStatement(first)) return undefined;
  const call = bare(first.expression);
  const words = ts.isCallExpression(call) ? wordsOf(calleeName(call) ?? '') : [];
  const [verb] = words;
  return verb !== undefined && isVerb(verb) && words.length > 1 ? ['should', ...words] : undefined;
}
