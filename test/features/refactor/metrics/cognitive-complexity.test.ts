import { describe, expect, test } from 'vitest';
import {
  cognitiveComplexity,
  complexityIncrements,
  nestingOf,
} from '../../../../server/src/features/refactor/metrics/cognitive-complexity.ts';
import {
  isFunctionWithBody,
  type FunctionWithBody,
} from '../../../../server/src/features/refactor/metrics/function-with-body.ts';
import { ts } from '../../../../server/src/services/analysis/typescript.ts';

function functionsOf(text: string): readonly FunctionWithBody[] {
  const source = ts.createSourceFile('a.tsx', text, ts.ScriptTarget.Latest, true);
  const found: FunctionWithBody[] = [];
  const visit = (node: ts.Node): void => {
    if (isFunctionWithBody(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function complexityOf(text: string): number | undefined {
  const [first] = functionsOf(text);
  return first && cognitiveComplexity(first);
}

const inFunction = (body: string) => complexityOf(`function f() {\n${body}\n}`);

describe('the examples of the white paper', () => {
  test('sumOfPrimes: nested loops, an if and a jump to a label', () => {
    const text = `function sumOfPrimes(max) {
      let total = 0;
      OUT: for (let i = 1; i <= max; ++i) {
        for (let j = 2; j < i; ++j) {
          if (i % j === 0) continue OUT;
        }
        total += i;
      }
      return total;
    }`;
    expect(complexityOf(text)).toBe(7);
  });

  test('getWords: a switch costs one, however many cases it has', () => {
    const text = `function getWords(number) {
      switch (number) {
        case 1: return 'one';
        case 2: return 'a couple';
        case 3: return 'a few';
        default: return 'lots';
      }
    }`;
    expect(complexityOf(text)).toBe(1);
  });

  test('try and finally are free, catch is a structure', () => {
    const body = `try {
        if (condition1) {
          for (let i = 0; i < 10; i++) {
            while (condition2) { g(); }
          }
        }
      } catch (error) {
        if (condition2) g();
      } finally { h(); }`;
    expect(inFunction(body)).toBe(9);
  });

  test('a lambda is no increment, but a level', () => {
    expect(inFunction('run(() => { if (condition1) g(); });')).toBe(2);
  });

  test('sequences of operators', () => {
    expect(inFunction('return a && b && c && d;')).toBe(1);
    expect(inFunction('return a || b || c || d;')).toBe(1);
    expect(inFunction('if (a && b && c || d || e && f) g();')).toBe(4);
    expect(inFunction('if (a && !(b && c)) g();')).toBe(3);
  });

  test('addVersion: structures, branches and operators together', () => {
    const text = `function addVersion(entry, txn) {
      const ti = persistit.getTransactionIndex();
      while (true) {
        try {
          synchronized(this);
          if (frst != null) {
            if (frst.getVersion() > entry.getVersion()) throw new Rollback();
            if (txn.isActive()) {
              for (let e = frst; e != null; e = e.getPrevious()) {
                const version = e.getVersion();
                const depends = ti.wwDependency(version, txn, 0);
                if (depends === TIMED_OUT) throw new WWRetry(version);
                if (depends !== 0 && depends !== ABORTED) throw new Rollback();
              }
            }
          }
          entry.setPrevious(frst);
          frst = entry;
          break;
        } catch (retry) {
          try {
            if (ti.wwDependency(retry.version, txn, timeout) === 1) throw new Interrupted();
          } catch (failed) {
            throw new PersistitInterrupted(failed);
          }
        }
      }
    }`;
    // while 1 · if 2 · if 3 · if 3 · for 4 · if 5 · if 5 · && 1 · catch 2 · if 3 · catch 3
    expect(complexityOf(text)).toBe(32);
  });

  test('an outer function that only declares is ignored', () => {
    const declares = `(function () {
      var foo;
      bar.myFun = function () { if (condition) { g(); } };
    })`;
    expect(complexityOf(declares)).toBe(1);
  });

  test('an outer function that also decides is not', () => {
    const decides = `(function () {
      var foo;
      if (condition) { g(); }
      bar.myFun = function () { if (condition) { g(); } };
    })`;
    expect(complexityOf(decides)).toBe(3);
  });
});

describe('what costs, and what does not', () => {
  test.each([
    ['straight code', 'const a = 1; g(a);', 0],
    ['a guard', 'if (a) return 1; return 2;', 1],
    ['else and else if carry no nesting', 'if (a) g(); else if (b) h(); else i();', 3],
    ['an if in an else is nested', 'if (a) g(); else { if (b) h(); }', 4],
    ['branches nested in a loop', 'for (const a of b) { if (a) g(); else if (c) h(); else i(); }', 5],
    ['conditional expressions nest', 'return a ? b : c ? d : e;', 3],
    ['the condition of a conditional is not nested', 'return (a ? b : c) ? d : e;', 2],
    ['?? and ?. are free', 'return a?.b ?? c;', 0],
    ['operators in an argument start anew', 'return a && g(b && c);', 2],
    ['parentheses do not break a sequence', 'return a && (b && c);', 1],
    ['mixed operators in parentheses', 'return a && (b || c) && d;', 3],
    ['a jump without a label is free', 'while (a) { if (b) break; }', 3],
    ['do while', 'do { if (a) g(); } while (b);', 3],
    ['for in and for of', 'for (const a in b) for (const c of d) g();', 3],
    ['a method in a class in a function is nested', 'class A { m() { if (a) g(); } } new A();', 2],
    ['conditions in parameters count', 'g((a = b ? 1 : 2) => a);', 2],
    ['logical assignments are no sequences', 'a ||= b; c &&= d;', 0],
    ['JSX', 'return <p>{a && <b>{c ? 1 : 2}</b>}</p>;', 2],
  ])('%s', (_, body, expected) => {
    expect(inFunction(body)).toBe(expected);
  });

  test('each increment stands where its node is, with its nesting', () => {
    const [f] = functionsOf('function f() { while (a) { if (b || c) g(); else h(); } }');
    const seen =
      f && complexityIncrements(f).map(({ node, kind, nesting }) => [node.getText(), kind, nesting]);
    expect(seen).toEqual([
      ['while (a) { if (b || c) g(); else h(); }', 'structure', 0],
      ['if (b || c) g(); else h();', 'structure', 1],
      ['||', 'fundamental', 0],
      ['h();', 'branch', 0],
    ]);
  });
});

test('the nesting of a place is that of the structures in it', () => {
  const text = `function f() {
    if (a) g(); else if (b) { for (const c of d) { while (e) g(); } } else { switch (h) { default: if (a) g(); } }
    try { g(() => { if (a) g(); }); } catch { do { g(); } while (a ? b : c); }
  }`;
  const [f] = functionsOf(text);
  const structures = f ? complexityIncrements(f).filter(({ kind }) => kind === 'structure') : [];
  expect(structures).toHaveLength(9);
  for (const { node, nesting } of structures) expect(f && nestingOf(node, f), node.getText()).toBe(nesting);
});

describe('recursion', () => {
  const all = (text: string) => functionsOf(text).map(cognitiveComplexity);

  test('a function that calls itself, once however often it does', () => {
    expect(all('function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2); }')).toEqual([2]);
  });

  test('each function of a cycle', () => {
    expect(
      all(
        'function even(n) { return odd(n - 1); } const odd = (n) => even(n - 1); function g() { even(1); }',
      ),
    ).toEqual([1, 1, 0]);
  });

  test('through a callback in it', () => {
    expect(all('function walk(node) { node.children.forEach((child) => walk(child)); }')).toEqual([1, 0]);
  });

  test('methods, by `this`', () => {
    expect(all('class A { a() { this.b(); } b() { [1].map(() => this.a()); } c() { this.a(); } }')).toEqual([
      1, 1, 0, 0,
    ]);
  });

  test('another function of the same name is none', () => {
    expect(all('function f(f) { f(); }')).toEqual([0]);
    expect(all('class A { a() { other.a(); } }')).toEqual([0]);
    expect(all('class A { a() { return { b() { this.a(); } }; } }')).toEqual([0, 0]);
  });
});
