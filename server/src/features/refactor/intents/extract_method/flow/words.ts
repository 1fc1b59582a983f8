import { ts } from '../../../../../services/analysis/typescript.ts';
import { roleOf } from '../../../syntax/index.ts';
import { nodesOf, type Range } from '../range.ts';

/** What a range says that only means something in the function around it. */
export interface Words {
  readonly this: boolean;
  readonly super: boolean;
  readonly superCall: boolean;
  readonly arguments: boolean;
  readonly newTarget: boolean;
  /** `await`, `for await` or `await using`. */
  readonly await: boolean;
  readonly yield: boolean;
  /** `#name`: it can only be said in its class. */
  readonly privateName: boolean;
  /** A direct `eval`, which sees every name around it, or a `with`. */
  readonly dynamicScope: boolean;
}

type Seen = { -readonly [Word in keyof Words]: boolean };

export function wordsOf(range: Range): Words {
  const seen: Seen = {
    this: false,
    super: false,
    superCall: false,
    arguments: false,
    newTarget: false,
    await: false,
    yield: false,
    privateName: false,
    dynamicScope: false,
  };
  for (const node of nodesOf(range)) look(node, { receiver: true, activation: true }, seen);
  return seen;
}

/** Whether `this` and `arguments` still are those of the range, and `await` and `yield` still its own. */
interface Depth {
  readonly receiver: boolean;
  readonly activation: boolean;
}

function look(node: ts.Node, depth: Depth, seen: Seen): void {
  note(node, depth, seen);
  if (ts.isClassLike(node)) {
    for (const inner of partsOf(node)) look(inner.node, inner.isOutside ? depth : inside, seen);
    return;
  }
  const own = depthWithin(node, depth);
  ts.forEachChild(node, (child) => look(child, own, seen));
}

const inside: Depth = { receiver: false, activation: false };

function depthWithin(node: ts.Node, depth: Depth): Depth {
  if (ts.isArrowFunction(node)) return { receiver: depth.receiver, activation: false };
  return ts.isFunctionLike(node) && !ts.isTypeNode(node) ? inside : depth;
}

/** What a class extends and the computed names of its members run where the class stands; the rest is its own. */
function partsOf(node: ts.ClassLikeDeclaration): readonly { node: ts.Node; isOutside: boolean }[] {
  const heritage = (node.heritageClauses ?? []).map((each) => ({ node: each, isOutside: true }));
  const members = node.members.flatMap((member) => [
    ...(member.name && ts.isComputedPropertyName(member.name)
      ? [{ node: member.name, isOutside: true }]
      : []),
    { node: member, isOutside: false },
  ]);
  return [...heritage, ...members];
}

function note(node: ts.Node, { receiver, activation }: Depth, seen: Seen): void {
  switch (node.kind) {
    case ts.SyntaxKind.ThisKeyword:
    case ts.SyntaxKind.ThisType:
      seen.this ||= receiver;
      break;
    case ts.SyntaxKind.SuperKeyword:
      seen.super ||= receiver;
      seen.superCall ||= receiver && ts.isCallExpression(node.parent) && node.parent.expression === node;
      break;
    case ts.SyntaxKind.MetaProperty:
      seen.newTarget ||= receiver && (node as ts.MetaProperty).keywordToken === ts.SyntaxKind.NewKeyword;
      break;
    case ts.SyntaxKind.AwaitExpression:
      seen.await ||= activation;
      break;
    case ts.SyntaxKind.ForOfStatement:
      seen.await ||= activation && (node as ts.ForOfStatement).awaitModifier !== undefined;
      break;
    case ts.SyntaxKind.VariableDeclarationList:
      seen.await ||= activation && (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing;
      break;
    case ts.SyntaxKind.YieldExpression:
      seen.yield ||= activation;
      break;
    case ts.SyntaxKind.PrivateIdentifier:
      seen.privateName = true;
      break;
    case ts.SyntaxKind.WithStatement:
      seen.dynamicScope = true;
      break;
    case ts.SyntaxKind.Identifier:
      noteName(node as ts.Identifier, receiver, seen);
      break;
    default:
  }
}

function noteName(node: ts.Identifier, receiver: boolean, seen: Seen): void {
  const { parent } = node;
  if (node.text === 'arguments') seen.arguments ||= receiver && roleOf(node) === 'value';
  // `this` as the subject of a type query or predicate is an identifier to the parser.
  if (node.text === 'this') seen.this ||= receiver;
  if (node.text === 'eval' && ts.isCallExpression(parent)) seen.dynamicScope ||= parent.expression === node;
}
