import { expect, test } from 'vitest';
import { ts } from '../../../server/src/services/analysis/typescript.ts';
import { outlineOf } from '../../../server/src/services/analysis/worker/semantic/outline.ts';

const outline = (text: string, path = '/a.ts') =>
  outlineOf(ts.createSourceFile(path, text, ts.ScriptTarget.ESNext));

test.each([
  ['a function', 'function f(): number { return 1; }', 'function f(): number { return 2; }'],
  ['a method', 'class A { m(): void { a(); } }', 'class A { m(): void {} }'],
  ['a getter', 'class A { get m(): number { return 1; } }', 'class A { get m(): number { return 2; } }'],
  [
    'an arrow',
    'export const f = (): number => { return 1; };',
    'export const f = (): number => { return 2; };',
  ],
  ['a function expression', 'x(function (): void { a(); });', 'x(function (): void { b(); });'],
  ['what is declared inside', 'function f(): void { const a = 1; }', 'function f(): void { class A {} }'],
])('the body of %s that says its type does not show', (_what, one, other) => {
  expect(outline(one)).toBe(outline(other));
});

test.each([
  ['an inferred type', 'export function f() { return 1; }', 'export function f() { return 2; }'],
  ['an arrow without a block', 'const f = (): A => a;', 'const f = (): A => b;'],
  [
    'a constructor',
    'class A { x; constructor() { this.x = 1; } }',
    "class A { x; constructor() { this.x = ''; } }",
  ],
  ['a default', 'function f(a = 1): void {}', "function f(a = ''): void {}"],
  ['a type', 'function f(): A {}', 'function f(): B {}'],
  ['what comes anew', 'function f(): void {}', 'function f(): void {} function g(): void {}'],
  [
    'a static block',
    'class A { static x; static { A.x = 1; } }',
    "class A { static x; static { A.x = ''; } }",
  ],
])('%s shows', (_what, one, other) => {
  expect(outline(one)).not.toBe(outline(other));
});

test('JavaScript shows all of itself: it declares members where it assigns them', () => {
  const text = (value: string) => `class A { /** @returns {void} */ m() { this.x = ${value}; } }`;
  expect(outline(text('1'), '/a.js')).not.toBe(outline(text("''"), '/a.js'));
});
