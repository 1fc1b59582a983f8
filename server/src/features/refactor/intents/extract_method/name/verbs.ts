import { ts } from '../../../../../services/analysis/typescript.ts';
import { wordsOf, type Words } from './words.ts';

/** Verbs that mean about the same, the one that is taken where a file has no habit first. */
const families = {
  get: ['get', 'find', 'read', 'retrieve'],
  load: ['load', 'fetch', 'read', 'get'],
  make: ['create', 'build', 'make', 'construct', 'generate'],
  compose: ['build', 'create', 'make', 'compose', 'format', 'construct'],
  compute: ['compute', 'calculate', 'calc'],
  resolve: ['resolve', 'determine', 'choose', 'pick'],
  validate: ['validate', 'assert', 'ensure', 'check', 'verify'],
  check: ['check', 'test', 'verify'],
  collect: ['collect', 'gather', 'accumulate'],
  print: ['print', 'show', 'display', 'write', 'log'],
  log: ['log', 'report', 'warn'],
  handle: ['process', 'handle'],
  dispatch: ['handle', 'process', 'dispatch'],
  render: ['render', 'draw', 'paint'],
  remove: ['remove', 'delete', 'clear', 'drop'],
  update: ['update', 'set', 'assign', 'apply'],
  initialize: ['initialize', 'init', 'setup'],
  store: ['store', 'save', 'register', 'record', 'add'],
} as const satisfies Record<string, readonly string[]>;

export type Family = keyof typeof families;

/** The verbs a file uses; its own functions weigh more than what it calls. */
export type VerbHabits = ReadonlyMap<string, number>;

const declaredWeight = 3;
const calledWeight = 1;
/** One call alone is no habit. */
const habitMin = 3;

export function verbIn(habits: VerbHabits, family: Family): string {
  const [usual, ...others] = families[family];
  let best: string = usual;
  let most = Math.max(habits.get(usual) ?? 0, habitMin - 1);
  for (const verb of others) {
    const count = habits.get(verb) ?? 0;
    if (count > most) [best, most] = [verb, count];
  }
  return best;
}

const cache = new WeakMap<ts.SourceFile, VerbHabits>();

export function verbHabitsOf(source: ts.SourceFile): VerbHabits {
  const known = cache.get(source);
  if (known) return known;
  const habits = new Map<string, number>();
  const count = (name: ts.Node | undefined, weight: number) => {
    if (!name || !(ts.isIdentifier(name) || ts.isPrivateIdentifier(name))) return;
    const [verb] = wordsOf(name.text);
    if (verb !== undefined) habits.set(verb, (habits.get(verb) ?? 0) + weight);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) count(node.name, declaredWeight);
    else if (ts.isVariableDeclaration(node) && node.initializer && ts.isFunctionLike(node.initializer))
      count(node.name, declaredWeight);
    else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
      count(node.expression, calledWeight);
    ts.forEachChild(node, visit);
  };
  visit(source);
  cache.set(source, habits);
  return habits;
}

const verbs = new Set([
  ...Object.values(families).flat(),
  ...(
    'abort accept acquire activate add adjust advance align allocate allow analyze announce append apply archive arrange ' +
    'ask assemble assign attach attempt authenticate authorize await balance begin bind block bootstrap broadcast ' +
    'bump bundle cache cancel capture cast change clamp classify clean cleanup clone close collapse combine ' +
    'commit compare compile complete compress concat configure confirm connect consume convert copy count crawl cut ' +
    'debounce decide declare decode decorate decrement decrypt deduplicate defer define delay deliver deploy derive ' +
    'describe deserialize destroy detach detect diff disable discard disconnect discover dispose divide download ' +
    'draw dump duplicate edit emit empty enable encode encrypt end enqueue enrich enter enumerate escape establish ' +
    'estimate evaluate evict examine exclude execute exit expand expect export expose extend extract fail fill ' +
    'filter finalize finish fix flatten flush focus follow force forget forward free freeze grant group grow guard ' +
    'guess halt hash hide highlight hold hydrate identify ignore import include increment indent index inject inline ' +
    'insert inspect install instantiate integrate intercept interpolate interpret intersect invalidate invert invoke ' +
    'issue iterate join jump keep kill launch leave lex limit link list listen locate lock lookup lower map mark match ' +
    'materialize measure memoize merge migrate minify mock modify monitor mount move multiply mutate narrow navigate ' +
    'normalize notify observe obtain omit open optimize order override pack pad paginate parse partition pass patch ' +
    'pause peek perform persist place poll pop populate position post preload prepare prepend preserve prevent ' +
    'produce profile prompt propagate propose protect provide provision prune publish pull purge push put query queue ' +
    'raise rank reach rebuild recalculate receive reconcile reconnect recover recurse redirect redraw reduce ' +
    'refactor refresh refuse regenerate register reject relay release reload remember rename render reopen repair ' +
    'repeat replace replay report request require rerun reserve reset resize resolve respond restart restore restrict ' +
    'resume retain retry return reuse reveal reverse revert review revoke rewind rewrite roll rotate round route run ' +
    'sanitize save scale scan schedule scroll seal search seed select send separate serialize serve settle setup ' +
    'shift shrink shuffle shut shutdown sign simplify simulate skip slice sleep slugify sort spawn split spread stage ' +
    'start stop stream stringify strip submit subscribe substitute subtract sum summarize suspend swap switch ' +
    'sync synchronize synthesize tag take terminate throttle throw toggle tokenize trace track train transfer ' +
    'transform translate transpile traverse trigger trim truncate try turn type uncompress undo unescape unfold ' +
    'uninstall unlink unlock unmount unpack unregister unset unsubscribe unwrap unzip update upgrade upload use ' +
    'visit wait wake walk watch weigh wire wrap yield zip'
  ).split(' '),
]);

export function isVerb(word: string): boolean {
  const lower = word.toLowerCase();
  return (
    verbs.has(lower) ||
    (/^(?:un|re|de|dis|pre)/.test(lower) && verbs.has(lower.replace(/^(?:un|re|de|dis|pre)/, '')))
  );
}

/** The base form of a verb in a comment: “Validates”, “Validating” and “Validate” are all `validate`. */
export function baseVerb(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (lower === 'check' || lower === 'make' || verbs.has(lower)) return lower;
  const stems = [
    [/ies$/, 'y'],
    [/es$/, ''],
    [/s$/, ''],
    [/ing$/, ''],
    [/ing$/, 'e'],
    [/(.)\1ing$/, '$1'],
  ] as const;
  for (const [ending, replacement] of stems) {
    if (!ending.test(lower)) continue;
    const stem = lower.replace(ending, replacement);
    if (verbs.has(stem)) return stem;
  }
  return undefined;
}

/** A name taken apart: what is done, and to what. Without a verb in front, all of it is what. */
export function verbAndNoun(name: string): { readonly verb: string | undefined; readonly noun: Words } {
  const words = wordsOf(name);
  const and = words.indexOf('and');
  const isSecond = isVerb(words[and + 1] ?? '') && and + 2 < words.length;
  const [first, ...rest] = and > 0 && isSecond ? words.slice(and + 1) : words;
  if (first === undefined || !isVerb(first)) return { verb: undefined, noun: wordsOf(name) };
  return { verb: first, noun: rest };
}
