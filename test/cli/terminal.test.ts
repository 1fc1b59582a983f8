import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createTerminal, quietTerminal } from '../../server/src/cli/index.ts';
import { createRedactor } from '../../server/src/core/secrets/index.ts';

test('a terminal says no secret, whichever way it says it, and not in a diff either', async () => {
  const redactor = createRedactor();
  redactor.learn('SHOP_ACCESS', 'hunter22');
  let out = '';
  let err = '';
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const terminal = quietTerminal(
    createTerminal(
      input,
      { write: (text) => void (out += text) },
      { write: (text) => void (err += text), isTTY: true, columns: 80 },
      {},
    ),
    redactor,
  );
  terminal.print('-const key = "hunter22";\n');
  terminal.note('It is hunter22');
  terminal.progress('Asking hunter22');
  const answer = terminal.confirm?.('Is it hunter22?', new AbortController().signal);
  input.write('y\n');
  expect(await answer).toBe(true);
  expect(out).toBe('-const key = "[secret SHOP_ACCESS]";\n');
  expect(err).not.toContain('hunter22');
  expect(err.match(/\[secret SHOP_ACCESS\]/gu)).toHaveLength(3);
});
