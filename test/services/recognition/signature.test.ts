import { describe, expect, it } from 'vitest';
import { recognized } from './recognized.ts';

function strict(text: string, root = '/home/ada/shop'): string | undefined {
  return recognized(text, { root })[0]?.signature.strict;
}

function loose(text: string): string | undefined {
  return recognized(text)[0]?.signature.loose;
}

const stack = (place: string, line: number, message = 'connect ECONNREFUSED 127.0.0.1:5432', call = 'open') =>
  `Error: ${message}\n    at ${call} (${place}/src/db.js:${line}:7)\n    at node:internal/main:1:1`;

describe('the strict signature', () => {
  it('begins with the version of its rules', () => {
    expect(strict(stack('/home/ada/shop', 3))).toMatch(/^s1-[0-9a-f]{20}$/);
  });

  it.each([
    ['in another folder', stack('/builds/7/shop', 3), '/builds/7/shop'],
    ['on a machine where the workspace is not known', stack('/Users/bob/work/store', 3), '/elsewhere'],
    ['on Windows', stack('C:\\Users\\bob\\store', 3), 'C:\\Users\\bob\\store'],
    ['after lines were added above', stack('/home/ada/shop', 33), '/home/ada/shop'],
    [
      'with another port',
      stack('/home/ada/shop', 3, 'connect ECONNREFUSED 127.0.0.1:6543'),
      '/home/ada/shop',
    ],
  ])('stays the same %s', (_what, text, root) => {
    expect(strict(text, root)).toBe(strict(stack('/home/ada/shop', 3)));
  });

  it.each([
    ['times', 'the job of 2026-11-27T10:00:00Z is late', 'the job of 2025-01-02T03:04:05Z is late'],
    ['ids', 'no order 0b5e1b9e-1111-4222-8333-944445555666', 'no order 7c9e6679-7425-40de-944b-e07fc1f90ae7'],
    ['versions', 'needs shop-sdk 1.2.3', 'needs shop-sdk 1.10.0'],
  ])('does not depend on %s', (_what, one, other) => {
    expect(strict(stack('/home/ada/shop', 3, one))).toBe(strict(stack('/home/ada/shop', 3, other)));
  });

  const diagnostic = (code: string, message: string, file = 'src/cart.ts') =>
    `${file}(1,2): error ${code}: ${message}`;
  it.each([
    ['code', diagnostic('TS2304', "Cannot find name 'a'."), diagnostic('TS2552', "Cannot find name 'a'.")],
    ['name', diagnostic('TS2304', "Cannot find name 'a'."), diagnostic('TS2304', "Cannot find name 'b'.")],
    [
      'kind of name',
      diagnostic('TS2307', "Cannot find module 'tax'."),
      diagnostic('TS2307', "Cannot find module './tax'."),
    ],
    [
      'file',
      diagnostic('TS2304', "Cannot find name 'a'."),
      diagnostic('TS2304', "Cannot find name 'a'.", 'src/b.ts'),
    ],
    ['origin', stack('/home/ada/shop', 3), stack('/home/ada/shop', 3, undefined, 'close')],
    [
      'missing file',
      stack('/home/ada/shop', 3, "ENOENT: open '/home/ada/shop/a.json'"),
      stack('/home/ada/shop', 3, "ENOENT: open '/home/ada/shop/b.json'"),
    ],
  ])('tells apart by %s', (_what, one, other) => {
    expect(strict(one)).toBeDefined();
    expect(strict(one)).not.toBe(strict(other));
  });
});

describe('the loose signature', () => {
  it('is of the kind of a failure, whatever it is about', () => {
    expect(loose("src/a.ts(1,2): error TS2304: Cannot find name 'a'.")).toBe(
      loose("src/b.ts(9,9): error TS2304: Cannot find name 'b'."),
    );
    expect(loose("TypeError: Cannot read properties of null (reading 'a')")).toBe(
      loose("TypeError: Cannot read properties of null (reading 'b')"),
    );
  });

  it('tells codes and sentences apart', () => {
    expect(loose('TypeError: x is not a function')).not.toBe(loose('TypeError: x is not iterable'));
    expect(loose('a.ts(1,2): error TS2304: x')).not.toBe(loose('a.ts(1,2): error TS2305: x'));
  });
});
