import fc from 'fast-check';

/** A program around one function, `subject`, which a refactor may take apart; `main` runs it and tells what it saw. */
export interface RandomProgram {
  readonly kind: Kind;
  readonly text: string;
}

const kinds = ['plain', 'async', 'generator', 'method', 'arrow', 'async method'] as const;
type Kind = (typeof kinds)[number];

/** Programs of few statements: assignments, loops, early exits, closures, `try`, `await` and `yield`, in any order. */
export const randomProgram: fc.Arbitrary<RandomProgram> = fc
  .record({ kind: fc.constantFrom(...kinds), body: fc.array(statement(3), { minLength: 3, maxLength: 6 }) })
  .map(({ kind, body }) => ({ kind, text: programText(kind, body) }));

type Tree =
  | {
      readonly is: 'assign' | 'add' | 'declare' | 'constant' | 'hoisted';
      readonly at: number;
      readonly value: Value;
    }
  | {
      readonly is: 'trace' | 'return' | 'throw' | 'later' | 'wait' | 'keep';
      readonly value: Value;
      readonly at: number;
    }
  | { readonly is: 'swap'; readonly at: number; readonly value: Value }
  | { readonly is: 'break' | 'continue' | 'call' | 'leave'; readonly at: number }
  | {
      readonly is: 'if' | 'for' | 'of' | 'while' | 'do' | 'switch' | 'try' | 'closure' | 'function' | 'block';
      readonly at: number;
      readonly value: Value;
      readonly body: readonly Tree[];
      readonly other: readonly Tree[];
    };

type Value =
  | {
      readonly is: 'number' | 'read' | 'bump' | 'member' | 'getter' | 'call' | 'arguments';
      readonly at: number;
    }
  | {
      readonly is: 'sum' | 'choice' | 'and' | 'list' | 'step';
      readonly at: number;
      readonly left: Value;
      readonly right: Value;
    };

function value(depth: number): fc.Arbitrary<Value> {
  const at = fc.nat(11);
  const leaf = fc.record({
    is: fc.constantFrom<'number' | 'read' | 'bump' | 'member' | 'getter' | 'call' | 'arguments'>(
      'read',
      'read',
      'read',
      'number',
      'bump',
      'member',
      'getter',
      'call',
      'arguments',
    ),
    at,
  });
  if (depth === 0) return leaf;
  const node = fc.record({
    is: fc.constantFrom<'sum' | 'choice' | 'and' | 'list' | 'step'>(
      'sum',
      'sum',
      'choice',
      'and',
      'list',
      'step',
    ),
    at,
    left: value(depth - 1),
    right: value(depth - 1),
  });
  return fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: node });
}

function statement(depth: number): fc.Arbitrary<Tree> {
  const at = fc.nat(11);
  const simple = fc.oneof(
    fc.record({
      is: fc.constantFrom<'assign' | 'add' | 'declare' | 'constant' | 'hoisted'>(
        'assign',
        'assign',
        'add',
        'declare',
        'constant',
        'hoisted',
      ),
      at,
      value: value(2),
    }),
    fc.record({
      is: fc.constantFrom<'trace' | 'return' | 'throw' | 'later' | 'wait' | 'keep'>(
        'trace',
        'trace',
        'return',
        'throw',
        'later',
        'wait',
        'keep',
      ),
      at,
      value: value(1),
    }),
    fc.record({ is: fc.constant('swap' as const), at, value: value(1) }),
    fc.record({ is: fc.constantFrom<'break' | 'continue' | 'call'>('break', 'continue', 'call'), at }),
  );
  if (depth === 0) return simple;
  const leave: fc.Arbitrary<readonly Tree[]> = fc
    .record({ is: fc.constant('leave' as const), at })
    .map((tree) => [tree]);
  const end = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: leave });
  const inner = fc
    .tuple(fc.array(statement(depth - 1), { minLength: 1, maxLength: 4 }), end)
    .map(([trees, last]): readonly Tree[] => [...trees, ...last]);
  const compound = fc.record({
    is: fc.constantFrom<
      'if' | 'for' | 'of' | 'while' | 'do' | 'switch' | 'try' | 'closure' | 'function' | 'block'
    >('if', 'if', 'if', 'for', 'of', 'while', 'do', 'switch', 'try', 'try', 'closure', 'function', 'block'),
    at,
    value: value(1),
    body: inner,
    other: fc.oneof(fc.constant([]), inner),
  });
  return fc.oneof({ weight: 3, arbitrary: simple }, { weight: 2, arbitrary: compound });
}

/** What a place of the program can name, and what it can do. */
interface Place {
  readonly kind: Kind;
  /** Variables that can be written, then those that can only be read. */
  readonly written: readonly string[];
  readonly constants: readonly string[];
  readonly functions: readonly string[];
  readonly loops: readonly string[];
  readonly canReturn: boolean;
  /** Inside of a function of the subject: there is no `await`, `yield` or jump. */
  readonly isInner: boolean;
}

const isAsync = (kind: Kind) => kind === 'async' || kind === 'async method';
const hasThis = (kind: Kind) => kind !== 'plain' && kind !== 'async' && kind !== 'generator';

function programText(kind: Kind, body: readonly Tree[]): string {
  let count = 0;
  const fresh = (base: string) => `${base}${++count}`;
  const place: Place = {
    kind,
    written: ['a', 'b', 'c', 'shared'],
    constants: ['fixed'],
    functions: [],
    loops: [],
    canReturn: true,
    isInner: false,
  };
  const lines = [
    'let c = 0;',
    'const fixed = 7;',
    'const keep: { p: number } = { p: a };',
    'const getter = { get v(): number { return trace("get"), shared; } };',
    ...statementsText(body, place, fresh),
    'trace("end", a, b, c, keep.p);',
    'return a + b + c;',
  ];
  return `${prelude}\n${subjectText(kind, lines)}\n${mainText(kind)}`;
}

const prelude = `declare const trace: (...values: readonly unknown[]) => void;
let fuel = 60;
const later: (() => unknown)[] = [];
let hook: (() => void) | undefined;
let shared = 1;
function burn(): boolean {
  if (fuel-- < 0) throw new Error('out of fuel');
  return true;
}
function bump(): number {
  shared += 1;
  return shared;
}
async function wait(value: number): Promise<number> {
  trace('wait', value);
  await undefined;
  hook?.();
  return value;
}
`;

function subjectText(kind: Kind, lines: readonly string[]): string {
  const block = `{\n${lines.join('\n')}\n}`;
  switch (kind) {
    case 'plain':
      return `function subject(a: number, b: number): number | undefined ${block}\n`;
    case 'async':
      return `async function subject(a: number, b: number): Promise<number | undefined> ${block}\n`;
    case 'generator':
      return `function* subject(a: number, b: number): Generator<number, number | undefined, number> ${block}\n`;
    case 'method':
      return `class Holder {\n  field = 5;\n  subject(a: number, b: number): number | undefined ${block}\n}\n`;
    case 'async method':
      return `class Holder {\n  field = 5;\n  async subject(a: number, b: number): Promise<number | undefined> ${block}\n}\n`;
    case 'arrow':
      return `class Holder {\n  field = 5;\n  subject(x: number, y: number): number | undefined {\n    const run = (a: number, b: number): number | undefined => ${block};\n    return run(x, y);\n  }\n}\n`;
  }
}

function mainText(kind: Kind): string {
  const end = 'for (const each of later) trace("later", each());\n  trace(shared);';
  if (kind === 'generator')
    return `export function main(a: number, b: number): unknown {
  const it = subject(a, b);
  const seen: unknown[] = [];
  try {
    for (let i = 0; i < 12; i++) {
      if (a === 5 && i === 2) seen.push(it.return(1));
      const step = it.next(i + a);
      seen.push(step.done, step.value);
      if (step.done) break;
    }
  } catch (error) {
    seen.push(String(error));
  }
  ${end}
  return seen;
}
`;
  const call = hasThis(kind) ? 'holder.subject(a, b)' : 'subject(a, b)';
  const holder = hasThis(kind) ? 'const holder = new Holder();\n  ' : '';
  const field = hasThis(kind) ? 'trace(holder.field);\n  ' : '';
  if (isAsync(kind))
    return `export async function main(a: number, b: number): Promise<unknown> {
  ${holder}let result: unknown;
  try {
    const started = ${call};
    trace('started');
    result = await started;
  } catch (error) {
    result = String(error);
  }
  ${field}${end}
  return result;
}
`;
  return `export function main(a: number, b: number): unknown {
  ${holder}let result: unknown;
  try {
    result = ${call};
  } catch (error) {
    result = String(error);
  }
  ${field}${end}
  return result;
}
`;
}

type Fresh = (base: string) => string;

function pick<Item>(items: readonly Item[], at: number): Item | undefined {
  return items[at % Math.max(1, items.length)];
}

function valueText(tree: Value, place: Place): string {
  const { at } = tree;
  switch (tree.is) {
    case 'number':
      return String(at);
    case 'read':
      return pick([...place.written, ...place.constants], at) ?? '0';
    case 'bump':
      return 'bump()';
    case 'member':
      return hasThis(place.kind) && at % 2 === 0 ? 'this.field' : 'keep.p';
    case 'getter':
      return 'getter.v';
    case 'call': {
      const name = pick(place.functions, at);
      return name === undefined ? 'bump()' : `(${name}() ?? 0)`;
    }
    case 'arguments':
      return at % 4 === 0 && place.kind !== 'arrow' && !place.isInner ? 'arguments.length' : String(at);
    case 'sum':
      return `${valueText(tree.left, place)} ${at % 3 === 0 ? '-' : '+'} (${valueText(tree.right, place)})`;
    case 'choice':
      return `(${valueText(tree.left, place)} > ${at} ? ${valueText(tree.right, place)} : ${valueText(tree.left, place)})`;
    case 'and':
      return `(${valueText(tree.left, place)} ${at % 2 === 0 ? '&&' : '||'} ${valueText(tree.right, place)})`;
    case 'list':
      return `[${valueText(tree.left, place)}, ${valueText(tree.right, place)}].length`;
    case 'step': {
      const name = pick(place.written, at) ?? 'c';
      return at % 2 === 0 ? `${name}++` : `(${name} = ${valueText(tree.left, place)})`;
    }
  }
}

function statementsText(trees: readonly Tree[], place: Place, fresh: Fresh): readonly string[] {
  let here = place;
  return trees.flatMap((tree) => {
    const { lines, then } = statementText(tree, here, fresh);
    here = then;
    return lines;
  });
}

function statementText(
  tree: Tree,
  place: Place,
  fresh: Fresh,
): { readonly lines: readonly string[]; readonly then: Place } {
  const stay = (...lines: readonly string[]) => ({ lines, then: place });
  const target = pick(place.written, tree.at) ?? 'c';
  switch (tree.is) {
    case 'assign':
      return stay(`${target} = ${valueText(tree.value, place)};`);
    case 'add':
      return stay(`${target} += ${valueText(tree.value, place)};`);
    case 'declare': {
      const name = fresh('n');
      return {
        lines: [`let ${name} = ${valueText(tree.value, place)};`],
        then: { ...place, written: [name, ...place.written] },
      };
    }
    case 'constant': {
      const name = fresh('k');
      return {
        lines: [`const ${name} = ${valueText(tree.value, place)};`],
        then: { ...place, constants: [name, ...place.constants] },
      };
    }
    case 'hoisted': {
      const name = fresh('v');
      return {
        lines: [`var ${name} = ${valueText(tree.value, place)};`],
        then: { ...place, written: [name, ...place.written] },
      };
    }
    case 'trace':
      return stay(`trace(${tree.at}, ${valueText(tree.value, place)});`);
    case 'swap':
      return stay(
        `[${target}, ${pick(place.written, tree.at + 1) ?? 'c'}] = [${valueText(tree.value, place)}, ${target}];`,
      );
    case 'return':
      return stay(
        place.canReturn
          ? `if (${valueText(tree.value, place)} > ${tree.at}) return ${tree.at % 4 === 0 ? 'undefined' : target};`
          : `trace(${target});`,
      );
    case 'throw':
      return stay(
        `if (${valueText(tree.value, place)} > ${tree.at + 4}) throw new Error('thrown ' + ${target});`,
      );
    case 'later':
      return stay(`later.push(() => ${valueText(tree.value, { ...place, isInner: true })});`);
    case 'wait':
      return stay(...waitText(tree.at, target, valueText(tree.value, place), place));
    case 'keep':
      return stay(
        hasThis(place.kind) && tree.at % 2 === 0
          ? `this.field = ${valueText(tree.value, place)};`
          : `keep.p += ${valueText(tree.value, place)};`,
      );
    case 'break':
    case 'continue': {
      const label = pick(place.loops, tree.at);
      if (label === undefined) return stay(`trace(${target});`);
      return stay(`if (${target} > ${tree.at}) ${tree.is}${tree.at % 3 === 0 ? ` ${label}` : ''};`);
    }
    case 'leave':
      return stay(leaveText(tree.at, target, place));
    case 'call': {
      const name = pick(place.functions, tree.at);
      return stay(name === undefined ? 'bump();' : `trace(${name}());`);
    }
    default:
      return compoundText(tree, place, fresh);
  }
}

/** What nothing in its block comes after. */
function leaveText(at: number, target: string, { loops, canReturn }: Place): string {
  const label = pick(loops, at);
  if (label === undefined || at % 6 === 5) return canReturn ? `return ${target};` : `trace(${target});`;
  return `${at % 2 === 0 ? 'continue' : 'break'}${at % 3 === 0 ? ` ${label}` : ''};`;
}

function waitText(at: number, target: string, text: string, { kind, isInner }: Place): readonly string[] {
  if (isInner) return [`trace(${text});`];
  if (isAsync(kind))
    return at % 5 === 0 ? [`hook = () => { ${target} += 1; };`] : [`${target} = await wait(${text});`];
  return kind === 'generator' ? [`${target} = yield ${text};`] : [`trace(${text});`];
}

type Compound = Extract<Tree, { readonly body: unknown }>;

function compoundText(
  { is, at, value: condition, body, other }: Compound,
  place: Place,
  fresh: Fresh,
): { readonly lines: readonly string[]; readonly then: Place } {
  const block = (trees: readonly Tree[], inside: Place = place) => statementsText(trees, inside, fresh);
  const stay = (...lines: readonly string[]) => ({ lines, then: place });
  const text = valueText(condition, place);
  const label = is === 'for' || is === 'of' || is === 'while' || is === 'do' ? fresh('loop') : '';
  const inLoop = (...names: readonly string[]): Place => ({
    ...place,
    loops: [label, ...place.loops],
    constants: [...names, ...place.constants],
  });
  switch (is) {
    case 'block':
      return stay('{', ...block(body), '}');
    case 'if':
      return stay(
        `if (${text} > ${at}) {`,
        ...block(body),
        ...(other.length > 0 ? ['} else {', ...block(other)] : []),
        '}',
      );
    case 'for': {
      const name = fresh('i');
      const inside = at % 3 === 0 ? { ...inLoop(), written: [name, ...place.written] } : inLoop(name);
      return stay(
        `${label}: for (${at % 4 === 0 ? 'var' : 'let'} ${name} = 0; burn() && ${name} < 3; ${name}++) {`,
        ...block(body, inside),
        '}',
      );
    }
    case 'of': {
      const name = fresh('e');
      return stay(
        `${label}: for (const ${name} of [1, ${text}, 5]) {`,
        'burn();',
        ...block(body, inLoop(name)),
        '}',
      );
    }
    case 'while': {
      const name = fresh('w');
      return stay(
        `let ${name} = 0;`,
        `${label}: while (burn() && ${name} < 2) {`,
        `${name} += 1;`,
        ...block(body, inLoop(name)),
        '}',
      );
    }
    case 'do': {
      const name = fresh('d');
      return stay(
        `let ${name} = 0;`,
        `${label}: do {`,
        'burn();',
        `${name} += 1;`,
        ...block(body, inLoop(name)),
        `} while (${name} < 2);`,
      );
    }
    case 'switch':
      return stay(
        `switch (${text} % 3) {`,
        'case 0:',
        ...block(body),
        ...(at % 2 === 0 ? ['break;'] : []),
        'case 1:',
        ...block(other),
        'break;',
        'default:',
        `trace(${at});`,
        '}',
      );
    case 'try':
      return stay(
        'try {',
        ...block(body),
        '} catch (error) {',
        'trace(String(error));',
        ...block(other),
        ...(at % 2 === 0 ? ['} finally {', `trace(${pick(place.written, at) ?? 'c'});`] : []),
        '}',
      );
    case 'closure':
    case 'function': {
      const name = fresh(is === 'closure' ? 'f' : 'g');
      const inside: Place = { ...place, isInner: true, loops: [], canReturn: true, functions: [] };
      const head =
        is === 'closure'
          ? `const ${name} = (): number | undefined => {`
          : `function ${name}(): number | undefined {`;
      const own = is === 'closure' ? inside : { ...inside, kind: 'plain' as const };
      return {
        lines: [
          head,
          'burn();',
          ...block(body, own),
          `return ${pick(place.written, at) ?? 'c'};`,
          is === 'closure' ? '};' : '}',
        ],
        then: { ...place, functions: [name, ...place.functions] },
      };
    }
  }
}
