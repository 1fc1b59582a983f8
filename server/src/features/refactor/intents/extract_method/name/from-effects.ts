import { ts } from '../../../../../services/analysis/typescript.ts';
import { bare, calleeName, nounAround, nounOf, nounOfName, receiverOf, strong, thingCalled } from './noun.ts';
import type { Proposed } from './proposed.ts';
import { isVerb, verbAndNoun, verbIn, type Family, type VerbHabits } from './verbs.ts';
import { isWeak, plural, wordsOf, type Words } from './words.ts';

/** One thing that statements do to the world, and how deep in them it stands. */
interface Effect {
  readonly verb: string;
  readonly nouns: readonly Words[];
  /** What carries it, to be named where nothing else has a name: a stream, an emitter. */
  readonly carrier?: Words | undefined;
  /** It is one thing however often something is done to it. */
  readonly isOne?: true;
  readonly because: string;
  readonly depth: number;
  /** What the innermost loop around it goes through. */
  readonly loop: Words | undefined;
  readonly isSpeech: boolean;
}

/** Names from what statements do: the call or the assignment that stands out, many times over in a loop. */
export function fromEffects(statements: readonly ts.Statement[], habits: VerbHabits): readonly Proposed[] {
  const [first] = statements;
  if (!first) return [];
  const effects = effectsIn(statements, habits);
  const loud = effects.filter(({ isSpeech }) => !isSpeech);
  const chosen = byDominance(loud.length > 0 ? loud : effects);
  const around = nounAround(first);
  const only = statements.length === 1 ? loopOf(first) : undefined;
  const busy = only && loud.length > 2 ? [onEach(only, loud.length, habits)] : [];
  return [...busy, ...chosen.flatMap((each) => proposalsFor(each, around))];
}

function onEach(things: Words, count: number, habits: VerbHabits): Proposed {
  const verb = verbIn(habits, 'handle');
  return { words: [verb, ...plural(things)], because: `it does ${count} things for each`, rank: 'whole' };
}

function proposalsFor(
  { verb, nouns, carrier, because, loop, isOne }: Effect,
  around: Words | undefined,
): readonly Proposed[] {
  const own = nouns.map((noun) => (loop && !isOne ? plural(noun) : noun));
  const spare = [loop && plural(loop), around, carrier].flatMap((each) => (each ? [each] : []));
  const [first] = own.length > 0 ? own : spare;
  const plain = [...own, ...spare].map((noun): Proposed => ({
    words: [verb, ...noun],
    because,
    rank: 'whole',
  }));
  const further = spare
    .filter((each) => first && each.join() !== first.join())
    .map((each): Proposed => ({ words: [verb, ...(first ?? []), 'for', ...each], because, rank: 'part' }));
  return [...plain, ...further];
}

/** The shallowest first; of those, what is done most often, then what is done last. */
function byDominance(effects: readonly Effect[]): readonly Effect[] {
  const countOf = ({ verb, depth }: Effect) =>
    effects.filter((each) => each.verb === verb && each.depth === depth).length;
  return effects
    .map((effect, index) => ({ effect, index, count: countOf(effect) }))
    .sort(
      (a, b) =>
        a.effect.depth - b.effect.depth ||
        b.count - a.count ||
        (a.count > 1 ? a.index - b.index : b.index - a.index),
    )
    .map(({ effect }) => effect);
}

function loopOf(statement: ts.Statement): Words | undefined {
  if (ts.isForOfStatement(statement) || ts.isForInStatement(statement))
    return loopVariable(statement) ?? nounOf(statement.expression);
  return undefined;
}

function loopVariable({ initializer }: ts.ForInOrOfStatement): Words | undefined {
  if (!ts.isVariableDeclarationList(initializer)) return undefined;
  const name = initializer.declarations[0]?.name;
  return name && ts.isIdentifier(name) ? strong(wordsOf(name.text)) : undefined;
}

function effectsIn(statements: readonly ts.Statement[], habits: VerbHabits): readonly Effect[] {
  const found: Effect[] = [];
  const walk = (node: ts.Statement, depth: number, loop: Words | undefined): void => {
    if (ts.isExpressionStatement(node)) {
      const effect = effectOf(node.expression, depth, loop, habits);
      if (effect) found.push(effect);
      return;
    }
    const inside = ts.isIterationStatement(node, false) ? (loopOf(node) ?? loop ?? []) : loop;
    for (const { statement, deeper } of nestedIn(node)) walk(statement, depth + deeper, inside);
  };
  for (const statement of statements) walk(statement, 0, undefined);
  // A loop without a thing to name still makes many of one.
  return found.map((each) =>
    each.loop?.length === 0
      ? { ...each, loop: undefined, nouns: each.isOne ? each.nouns : each.nouns.map(plural) }
      : each,
  );
}

/** Blocks and `try` are as deep as what is in them: what recovers or cleans up is a side matter. */
function nestedIn(
  node: ts.Statement,
): readonly { readonly statement: ts.Statement; readonly deeper: number }[] {
  if (ts.isBlock(node)) return node.statements.map((statement) => ({ statement, deeper: 0 }));
  if (ts.isTryStatement(node)) {
    const handled = node.catchClause ? [{ statement: node.catchClause.block, deeper: 2 }] : [];
    const cleaned = node.finallyBlock ? [{ statement: node.finallyBlock, deeper: 2 }] : [];
    return [{ statement: node.tryBlock, deeper: 0 }, ...handled, ...cleaned];
  }
  if (ts.isIfStatement(node)) {
    const other = node.elseStatement ? [{ statement: node.elseStatement, deeper: 1 }] : [];
    return [{ statement: node.thenStatement, deeper: 1 }, ...other];
  }
  if (ts.isIterationStatement(node, true)) return [{ statement: node.statement, deeper: 1 }];
  if (ts.isSwitchStatement(node))
    return node.caseBlock.clauses.flatMap(({ statements }) =>
      statements.map((statement) => ({ statement, deeper: 2 })),
    );
  return [];
}

function effectOf(
  expression: ts.Expression,
  depth: number,
  loop: Words | undefined,
  habits: VerbHabits,
): Effect | undefined {
  const at = bare(expression);
  const of = (verb: string, nouns: readonly (Words | undefined)[], because: string): Effect => ({
    verb,
    nouns: nouns.flatMap((each) => (each ? [each] : [])),
    because,
    depth,
    loop,
    isSpeech: false,
  });
  if (ts.isCallExpression(at)) return effectOfCall(at, of, habits);
  if (ts.isDeleteExpression(at))
    return of(verbIn(habits, 'remove'), [nounOf(at.expression)], 'it deletes it');
  if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const isFirst = ts.findAncestor(at, ts.isFunctionLike)?.kind === ts.SyntaxKind.Constructor;
    const verb = verbIn(habits, isFirst ? 'initialize' : 'update');
    return of(verb, [nounOf(at.left)], 'it assigns it');
  }
  if (ts.isBinaryExpression(at) || ts.isPostfixUnaryExpression(at) || ts.isPrefixUnaryExpression(at)) {
    const target = ts.isBinaryExpression(at) ? at.left : at.operand;
    return of(verbIn(habits, 'update'), [nounOf(target)], 'it changes it');
  }
  return undefined;
}

/** The methods of collections, streams and emitters, where what is passed is what matters. */
const byArgument: ReadonlyMap<string, string> = new Map(
  Object.entries({
    push: 'collect',
    unshift: 'collect',
    add: 'store',
    append: 'append',
    emit: 'emit',
    next: 'emit',
    dispatch: 'dispatch',
    send: 'send',
    json: 'send',
    write: 'write',
    writeFileSync: 'write',
    writeFile: 'write',
    on: 'handle',
    once: 'handle',
    addEventListener: 'handle',
    delete: 'remove',
    splice: 'remove',
    rm: 'remove',
    rmSync: 'remove',
    unlink: 'remove',
    unlinkSync: 'remove',
  }),
);

const fillers = new Set(['add', 'delete', 'splice']);
const appenders = new Set(['push', 'unshift']);

const speakers = /^(?:console|log|logger|logging|winston|pino|debug|tracer)$/;
const speech =
  /^(?:log|debug|info|warn|warning|error|trace|fatal|verbose|success|bullet|labeled\w+|log[A-Z]\w*)$/;

type EffectOf = (verb: string, nouns: readonly (Words | undefined)[], because: string) => Effect;

function effectOfCall(call: ts.CallExpression, of: EffectOf, habits: VerbHabits): Effect | undefined {
  const name = calleeName(call);
  if (name === undefined) return undefined;
  const receiver = receiverOf(call);
  const because = `it calls \`${name}\``;
  const argument = argumentOf(call, nounOfName(name) ?? []);
  const root = receiver && lastName(receiver);
  if ((root !== undefined && speakers.test(root) && speech.test(name)) || /^log[A-Z]/.test(name))
    return speechOf(call, root ?? '', of, habits);
  if (name === 'forEach' && receiver) return of(verbIn(habits, 'handle'), [nounOf(receiver)], because);
  const family = byArgument.get(name);
  if (family !== undefined) {
    const verb = isFamily(family) ? verbIn(habits, family) : family;
    const carrier = thingCalled(call);
    if (appenders.has(name) && carrier && plural(carrier).join() !== carrier.join())
      return { ...of('fill', [carrier], because), isOne: true };
    return fillers.has(name) || appenders.has(name)
      ? of(verb, [argument ?? carrier], because)
      : { ...of(verb, [argument], because), carrier };
  }
  const waited = /^(?:then|catch|finally)$/.test(name) && receiver ? bare(receiver) : undefined;
  if (waited && ts.isCallExpression(waited)) return effectOfCall(waited, of, habits);
  const { verb } = verbAndNoun(name);
  if (verb !== undefined) return of(verb, [nounOfName(name), thingCalled(call), argument], because);
  const [first, ...rest] = wordsOf(name);
  const last = rest.at(-1);
  if (first === undefined || last === undefined)
    return of(verbIn(habits, 'handle'), [strong(wordsOf(name)), argument], because);
  // What is called for nothing but its effect is called by a verb, be it one that is not known.
  return isVerb(last)
    ? { ...of(last, [argument], because), carrier: thingCalled(call) }
    : of(first, [strong(rest), argument], because);
}

/** The argument that the name of what is called speaks of, else the first that has a name. */
function argumentOf(call: ts.CallExpression, name: Words): Words | undefined {
  const named = call.arguments.map(nounOf).filter((each) => each !== undefined);
  return named.find((each) => each.at(-1) === name.at(-1)) ?? named[0];
}

const familyNames = new Set<string>(['collect', 'store', 'dispatch', 'handle', 'remove']);

function isFamily(name: string): name is Family {
  return familyNames.has(name);
}

function lastName(expression: ts.Expression): string | undefined {
  const at = bare(expression);
  if (ts.isIdentifier(at)) return at.text;
  return ts.isPropertyAccessExpression(at) ? at.name.text : undefined;
}

/** `console.log('Usage: …')` prints the usage; a log entry reports what the function is about. */
function speechOf(call: ts.CallExpression, root: string, of: EffectOf, habits: VerbHabits): Effect {
  const verb = verbIn(habits, root === 'console' ? 'print' : 'log');
  const [text] = call.arguments;
  const start =
    text && (ts.isStringLiteralLike(text) ? text.text : ts.isTemplateExpression(text) ? text.head.text : '');
  const title = /^\s*([A-Za-z]+(?: [a-z]+)?):/.exec(start ?? '')?.[1];
  const noun = title === undefined ? undefined : wordsOf(title);
  const value = call.arguments
    .slice(start === '' ? 0 : 1)
    .map(nounOf)
    .find((each) => each !== undefined);
  return { ...of(verb, [noun && !isWeak(noun) ? noun : undefined, value], 'it only speaks'), isSpeech: true };
}
