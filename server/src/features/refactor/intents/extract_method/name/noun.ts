import { ts } from '../../../../../services/analysis/typescript.ts';
import { verbAndNoun } from './verbs.ts';
import { isWeak, singular, wordsOf, type Words } from './words.ts';

/** What an expression is about, in words: `order.lines[0]` is about a line, `findUsers()` about users. */
export function nounOf(expression: ts.Expression): Words | undefined {
  const at = bare(expression);
  if (ts.isIdentifier(at)) return strong(wordsOf(at.text));
  if (ts.isPropertyAccessExpression(at)) return nounOfMember(at);
  if (ts.isElementAccessExpression(at)) {
    const whole = nounOf(at.expression);
    return whole && strong(singular(whole));
  }
  if (ts.isNewExpression(at))
    return ts.isIdentifier(at.expression) ? strong(wordsOf(at.expression.text)) : undefined;
  if (ts.isCallExpression(at)) return nounOfCall(at);
  if (ts.isStringLiteralLike(at)) return nounOfText(at.text);
  if (ts.isPrefixUnaryExpression(at)) return nounOf(at.operand);
  if (ts.isTypeOfExpression(at)) return nounOf(at.expression);
  return undefined;
}

/** Without what changes only how an expression is looked at: parentheses, `await`, casts, spreads. */
export function bare(expression: ts.Expression): ts.Expression {
  let at = expression;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAwaitExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isTypeAssertionExpression(at) ||
    ts.isSpreadElement(at)
  )
    at = at.expression;
  return at;
}

/** Words that say something; `toText` and `onClick` are about a text and a click. */
export function strong(words: Words): Words | undefined {
  const own =
    words.length > 1 && /^(?:to|on|as|from|my|for|is|has|should|can)$/.test(words[0] ?? '')
      ? words.slice(1)
      : words;
  return own.length === 0 || isWeak(own) ? undefined : own;
}

/** The words of the name of what is called: `this.db.findAll` is find, all. */
export function calleeName(call: ts.CallExpression): string | undefined {
  const callee = bare(call.expression);
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}

const modules = new Set(
  'fs fse path os util utils process crypto lodash _ $ Object Array JSON Math Promise Reflect String Number Date Buffer console ts'.split(
    ' ',
  ),
);

/** What a call is made on and done to: `users` of `this.db.users.findAll()`, nothing for `fs.rmSync(file)`. */
export function thingCalled(call: ts.CallExpression): Words | undefined {
  const receiver = receiverOf(call);
  if (!receiver || (ts.isIdentifier(receiver) && modules.has(receiver.text))) return undefined;
  return nounOf(receiver);
}

/** `users` of `this.db.users.findAll()`. */
export function receiverOf(call: ts.CallExpression): ts.Expression | undefined {
  const callee = bare(call.expression);
  return ts.isPropertyAccessExpression(callee) ? callee.expression : undefined;
}

/** `state.count` is about a count, `users.length` and `order.value` about the users and the order. */
function nounOfMember(at: ts.PropertyAccessExpression): Words | undefined {
  const own = strong(wordsOf(at.name.text));
  return own ?? nounOf(at.expression);
}

const sayNothing = new Set('all one many sync async by id first last async each of'.split(' '));

/** What a call is about by its name, else by what it is made on. */
function nounOfCall(call: ts.CallExpression): Words | undefined {
  const name = calleeName(call);
  const noun = name === undefined ? undefined : nounOfName(name);
  if (noun) return noun;
  return thingCalled(call);
}

const circumstances = new Set('by from for with if when unless or using where while until via'.split(' '));

/** What a verb in a name is done to: `findAllUsersByName` is about users, `checkAndGetIndex` about an index. */
export function nounOfName(name: string): Words | undefined {
  const { verb, noun } = verbAndNoun(name);
  if (verb === undefined) return undefined;
  const from = noun.findIndex((word) => circumstances.has(word));
  const own = (from > 0 ? noun.slice(0, from) : noun).filter((word, index, { length }) => {
    const isOutside = index === 0 || index === length - 1;
    return !(isOutside && sayNothing.has(word));
  });
  return strong(own);
}

/** A short text that reads like a name, such as that of an event. */
function nounOfText(text: string): Words | undefined {
  return /^[A-Za-z][A-Za-z0-9]*(?:[-_:. ][A-Za-z0-9]+){0,2}$/.test(text) && text.length <= 20
    ? strong(wordsOf(text))
    : undefined;
}

/** The function around a node that has a name, and what that name is about. */
export function nounAround(node: ts.Node): Words | undefined {
  const name = nameAround(node);
  if (name === undefined) return undefined;
  return verbAndNoun(name).verb === undefined ? strong(wordsOf(name)) : nounOfName(name);
}

/** The same, be it a word that says nothing: it is the word of the function around. */
export function anyNounAround(node: ts.Node): Words | undefined {
  const { verb, noun } = verbAndNoun(nameAround(node) ?? '');
  return verb === undefined || noun.join('').length < 3 ? undefined : noun;
}

export function nameAround(node: ts.Node): string | undefined {
  for (let at: ts.Node = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isConstructorDeclaration(at)) return at.parent.name && `initialize${at.parent.name.text}`;
    if (ts.isFunctionLike(at)) {
      const name = at.name ?? heldBy(at);
      if (name && !ts.isComputedPropertyName(name) && 'text' in name) return name.text;
    }
    if (ts.isClassLike(at)) return at.name?.text;
  }
  return undefined;
}

/** What a function without a name is kept in. */
function heldBy({ parent }: ts.SignatureDeclaration): ts.Identifier | undefined {
  const isHolder =
    ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
  return isHolder && ts.isIdentifier(parent.name) ? parent.name : undefined;
}
