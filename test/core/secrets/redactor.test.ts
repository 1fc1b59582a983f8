import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../server/src/core/secrets/index.ts';
import { SecretText } from '../../../server/src/core/secrets/secret-text.ts';
import { leaksOf } from '../../support/canary.ts';

const word = fc.constantFrom(
  'a',
  'Z',
  '7',
  '/',
  '+',
  '-',
  '_',
  '=',
  '&',
  '%',
  ' ',
  '"',
  '\\',
  "'",
  'ä',
  '日',
  '🗝',
  '.',
  '$',
  '?',
);
const secret = fc
  .array(word, { minLength: 9, maxLength: 30 })
  .map((words) => `k${words.join('')}k`)
  // Told from any word by chance.
  .map((value) => `Q7${value}X9`);
const around = fc.string({ unit: 'grapheme-ascii', maxLength: 7 });

/** Ways in which texts come to hold a value. */
const ways: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  JSON: (text) => JSON.stringify({ text }),
  'JSON in JSON': (text) => JSON.stringify({ body: JSON.stringify({ text }) }),
  inspection: (text) => inspect({ text }, { breakLength: Infinity }),
  'URL component': encodeURIComponent,
  'URL form': (text) => new URLSearchParams({ text }).toString(),
  'URL path': (text) => new URL(`http://localhost/?q=${encodeURIComponent(text)}`).href,
  'small URL component': (text) =>
    encodeURIComponent(text).replaceAll(/%[0-9A-F]{2}/gu, (code) => code.toLowerCase()),
  base64: (text) => Buffer.from(text).toString('base64'),
  'URL-safe base64': (text) => Buffer.from(text).toString('base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
};

describe('a secret is taken out of a text', () => {
  test.each(Object.entries(ways))('that holds it as %s, whatever stands around it', (_name, way) => {
    fc.assert(
      fc.property(secret, around, around, (value, before, behind) => {
        const redactor = createRedactor();
        redactor.learn('KEY', value);
        const text = way(`${before}${value}${behind}`);
        const redacted = redactor.redact(text);
        expect(leaksOf(value, redacted)).toEqual([]);
        expect(redacted).toContain('[secret KEY]');
      }),
      { numRuns: 300 },
    );
  });

  test('line by line, where it has several', () => {
    const redactor = createRedactor();
    const lines = ['-----BEGIN KEY-----', 'MIIBVQIBADANBgkqhkiG9w0BAQ', 'c2Vjb25kIGxpbmUgb2YgdGhlIGtleQ'];
    redactor.learn('PEM', `${lines.join('\n')}\n`);
    for (const line of lines) expect(redactor.redact(`> ${line}`)).toBe('> [secret PEM]');
    expect(redactor.redact(JSON.stringify(`${lines.join('\n')}\n`))).toBe('"[secret PEM]"');
  });

  test('also where one is a part of another, and where one has taken the place of another', () => {
    const redactor = createRedactor();
    redactor.learn('SHORT', 'abcdefgh');
    redactor.learn('LONG', 'abcdefgh-and-more');
    redactor.learn('SHORT', 'a-newer-value');
    expect(redactor.redact('abcdefgh-and-more abcdefgh a-newer-value')).toBe(
      '[secret LONG] [secret SHORT] [secret SHORT]',
    );
  });

  test('and what is left is still JSON', () => {
    fc.assert(
      fc.property(secret, around, (value, before) => {
        const redactor = createRedactor();
        redactor.learn('KEY', value);
        const text = redactor.redact(JSON.stringify({ before, nested: [{ value }] }));
        expect(JSON.parse(text)).toEqual({ before, nested: [{ value: '[secret KEY]' }] });
      }),
    );
  });
});

describe('a text without one', () => {
  test('is left as it is, and so is a value', () => {
    const redactor = createRedactor();
    redactor.learn('KEY', 'Q7-nobody-writes-this-X9');
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, value) => {
        expect(redactor.redact(text)).toBe(text);
        expect(redactor.redactAll(value)).toEqual(value);
      }),
    );
  });

  test('is not even looked at while nothing is known', () => {
    const value = { a: ['x'] };
    expect(createRedactor().redactAll(value)).toBe(value);
  });

  test('may hold a value that is too short to be told from words: it is none', () => {
    const redactor = createRedactor();
    redactor.learn('KEY', 'test');
    redactor.learn('KEY', '  four   ');
    expect(redactor.redact('a test of four')).toBe('a test of four');
  });
});

test('all texts of a value are looked through, and nothing else is changed', () => {
  const redactor = createRedactor();
  redactor.learn('KEY', 'hunter22');
  const when = new Date(0);
  const given = { a: 'hunter22', b: [1, null, { c: 'is hunter22' }], when, none: undefined };
  expect(redactor.redactAll(given)).toEqual({
    ...{ a: '[secret KEY]', b: [1, null, { c: 'is [secret KEY]' }], when, none: undefined },
  });
  expect(given.a).toBe('hunter22');
});

test('a child gets neither the secret nor a variable that holds it', () => {
  const redactor = createRedactor();
  redactor.learn('SHOP_ACCESS', 'hunter22');
  expect(redactor.hides('SHOP_ACCESS', 'something else')).toBe(true);
  expect(redactor.hides('shop_access', 'something else')).toBe(true);
  expect(redactor.hides('SHOP_URL', 'https://ada:hunter22@shop.example')).toBe(true);
  expect(redactor.hides('SHOP_URL', 'https://shop.example')).toBe(false);
});

test('a secret that is printed says its name', () => {
  const text = new SecretText('KEY', 'hunter22');
  expect([String(text), JSON.stringify({ text }), inspect({ text }), inspect([text])]).toEqual([
    ...['[secret KEY]', '{"text":"[secret KEY]"}', '{ text: [secret KEY] }', '[ [secret KEY] ]'],
  ]);
  expect(Object.values(text)).toEqual(['KEY']);
  expect(structuredClone(text)).toEqual({ name: 'KEY' });
  expect(text.reveal()).toBe('hunter22');
});
