import { describe, expect, test } from 'vitest';
import { flowOf } from '../../../../../server/src/features/refactor/intents/extract_method/flow/index.ts';
import { ts } from '../../../../../server/src/services/analysis/typescript.ts';

describe('what goes in and comes out', () => {
  test('values are needed in the order they are first used; module names and own names are not', () => {
    check('const m = 1; function f(a, b, c) { «const own = b + m; use(own, a);» return c; }', {
      inputs: 'b a',
    });
  });

  test('an assigned variable that is read later comes out; one that nobody reads does not', () => {
    check('function f() { let x, y; «x = 1; y = 2;» return x; }', { changed: 'x: sure, later; y: sure' });
  });

  test('a variable that some path leaves as it was goes in as well', () => {
    check('function f(c) { let x = 0; «if (c) x = 1;» return x; }', { inputs: 'c x', changed: 'x: later' });
    check('function f(c) { let x; «if (c) x = 1; else x = 2;» return x; }', {
      inputs: 'c',
      changed: 'x: sure, later',
    });
    check('function f(c) { let x; «if (c) x = 1; else throw c;» return x; }', {
      inputs: 'c',
      changed: 'x: sure, later',
    });
    check('function f(c) { let x; «try { x = c(); } catch { x = 2; }» return x; }', {
      inputs: 'c',
      changed: 'x: sure, later',
    });
    check('function f(c) { let x; «while (c()) x = 1;» return x; }', { inputs: 'c x', changed: 'x: later' });
    check('function f(c) { let x; «c && (x = 1);» return x; }', { inputs: 'c x', changed: 'x: later' });
    check('function f(o) { let x; «({ x } = o);» return x; }', { inputs: 'o', changed: 'x: sure, later' });
  });

  test('in a loop, the next pass reads what this one wrote', () => {
    check('function f(n) { let x = 0; while (n()) { «x = x + 1;» } }', {
      inputs: 'x',
      changed: 'x: later',
    });
    check('function f(n) { let x = 0; while (n()) { use(x); «x = 1;» } }', { changed: 'x: sure, later' });
    check('function f(n) { while (n()) { let x = 0; use(x); «x = 1;» } }', { changed: 'x: sure' });
  });

  test('the other arm of a condition does not run later', () => {
    check('function f(c) { let x = 0; if (c) { «x = 1;» } else { use(x); } }', { changed: 'x: sure' });
  });

  test('what a closure sees may be read at any time', () => {
    check('function f() { let x = 0; const g = () => x; «x = 1;» }', { changed: 'x: sure, later' });
  });

  test('declared inside and used after', () => {
    check('function f() { «const a = 1, b = 2; use(b); var c = 3;» return a + c; }', { declared: 'a c' });
  });

  test('type parameters and local types are named apart', () => {
    check('function f<T>(x: T) { interface L {} «const y: T | L | typeof x = g<Map<T, L>>();» }', {
      types: 'T',
      local: 'L x',
    });
  });
});

describe('where control goes', () => {
  test('jumps count when their target is outside', () => {
    check(
      'function f(c) { for (;;) { «if (c) break; for (;;) { break; } switch (c) { case 1: break; } if (c) continue;» } }',
      {
        exits: 'BreakStatement ContinueStatement',
      },
    );
    check('function f(c) { outer: for (;;) { «for (;;) { if (c) continue outer; return c; }» } }', {
      exits: 'ContinueStatement ReturnStatement',
    });
    check('function f(c) { «const g = () => { return 1; };» }', { exits: '' });
  });

  test('whether the end can be reached', () => {
    check('function f(c) { «if (c) return 1; else { throw c; }» }', { completes: false });
    check('function f(c) { «if (c) return 1;» }', { completes: true });
    check('function f(c) { «switch (c) { case 1: return 1; default: return 2; }» }', { completes: false });
    check('function f(c) { «switch (c) { case 1: break; default: return 2; }» }', { completes: true });
    check('function f(c) { «while (true) { if (c) return 1; }» }', { completes: false });
    check('function f(c) { «while (true) { if (c) break; }» }', { completes: true });
    check('function f(c) { «try { return 1; } finally { c(); }» }', { completes: false });
    check('function f(c) { «do { if (c) continue; return 1; } while (c);» }', { completes: true });
  });
});

test('words that belong to the function around are found, also through arrows', () => {
  expect(words('«this.a; const g = () => arguments;»')).toBe('this arguments');
  expect(words('«const g = function () { return this.a + arguments.length; };»')).toBe('');
  expect(words('«class A extends f(this) { m() { return super.m(); } [k] = 1; }»')).toBe('this');
  expect(words('«await a; const g = async () => { await b; };»')).toBe('await');
  expect(words('«const g = async () => { await b; };»')).toBe('');
  expect(words('«super.m(); new.target;»')).toBe('super newTarget');
  expect(words('«const { arguments: a } = o.arguments;»')).toBe('');
  expect(words('«eval("x");»')).toBe('dynamicScope');
});

interface Expected {
  readonly inputs?: string;
  readonly changed?: string;
  readonly declared?: string;
  readonly types?: string;
  readonly local?: string;
  readonly exits?: string;
  readonly completes?: boolean;
}

function check(marked: string, expected: Expected): void {
  const flow = flowOf(rangeOf(marked));
  const names = (bindings: readonly { name: string }[]) => bindings.map(({ name }) => name).join(' ');
  const actual: Required<Expected> = {
    inputs: names(flow.inputs),
    changed: flow.changed
      .map(({ binding, isSure, isReadLater }) =>
        [`${binding.name}:`, ...(isSure ? ['sure'] : []), ...(isReadLater ? ['later'] : [])]
          .join(' ')
          .replace('sure later', 'sure, later'),
      )
      .join('; '),
    declared: names(flow.declared),
    types: names(flow.typeParameters),
    local: names(flow.localTypes),
    exits: flow.exits.map(({ kind }) => ts.SyntaxKind[kind]).join(' '),
    completes: flow.completes,
  };
  expect({ marked, ...actual }).toMatchObject({ marked, ...expected });
}

function words(marked: string): string {
  const found = flowOf(rangeOf(`class X { async f() { ${marked} } }`)).words;
  return Object.entries(found)
    .filter(([, said]) => said === true)
    .map(([word]) => word)
    .join(' ');
}

function rangeOf(marked: string): Parameters<typeof flowOf>[0] {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const source = ts.createSourceFile(
    'a.ts',
    marked.replace('«', '').replace('»', ''),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: ts.Statement[] = [];
  const visit = (node: ts.Node): void => {
    if (node.getStart() >= start && node.end <= end && ts.isStatement(node)) found.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  const [first, ...others] = found;
  if (!first) throw new Error('The marks hold no statement.');
  return { kind: 'statements', statements: [first, ...others] };
}
