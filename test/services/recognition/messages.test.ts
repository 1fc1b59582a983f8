import { describe, expect, it } from 'vitest';
import { messagesOfTypescript, renderings } from '../../../tools/bench/recognition/messages.mts';
import { recognized } from './recognized.ts';

const messages = await messagesOfTypescript();
const lines = renderings(messages, 2, 1);

describe('every error of the compiler, with arguments drawn by lot', () => {
  it('is one of at least 1,300', () => expect(messages.length).toBeGreaterThan(1_300));

  it('has one loose signature with its code, which no other has', () => {
    const output = lines.map(
      ({ code, text }, line) => `src/cart.ts(${line + 1},1): error TS${code}: ${text}`,
    );
    const found = recognized(output.join('\n'));
    expect(found.map(({ code, message }) => `${code ?? ''} ${message}`)).toEqual(
      lines.map(({ code, text }) => `TS${code} ${text}`),
    );
    const byCode = new Map(found.map(({ code, signature }) => [code, signature.loose]));
    expect(found.filter(({ code, signature }) => byCode.get(code) !== signature.loose)).toEqual([]);
    expect(new Set(byCode.values()).size).toBe(messages.length);
  });
});
