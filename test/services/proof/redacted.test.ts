import { expect, test } from 'vitest';
import { createRedactor } from '../../../server/src/core/secrets/index.ts';
import { openBaselines } from '../../../server/src/services/proof/baseline.ts';
import { privateFiles } from '../../../server/src/services/proof/private-files.ts';
import { redactedAnswer } from '../../../server/src/services/proof/redacted.ts';
import { leaksOf } from '../../support/canary.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';

const canary = 'Q7-"canary"\\X9';

function knowing() {
  const redactor = createRedactor();
  redactor.learn('SHOP_ACCESS', canary);
  return redactor;
}

test('what a tool says is read without the secret it said', () => {
  const outcome = {
    ...{ exitCode: 1, signal: null, stdout: `is ${canary}`, stderr: JSON.stringify(canary) },
    ...{ truncated: false, timedOut: false, ms: 1 },
  };
  expect(redactedAnswer({ kind: 'ended', outcome }, knowing())).toEqual({
    kind: 'ended',
    outcome: { ...outcome, stdout: 'is [secret SHOP_ACCESS]', stderr: '"[secret SHOP_ACCESS]"' },
  });
});

test('what is remembered of a tool is remembered without it, and can still be read', async () => {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/cache');
  const baselines = openBaselines('/cache/baselines', privateFiles(disk), knowing());
  const produce = () => Promise.resolve({ problems: [`It is ${canary}`] });
  await baselines.remember('key', produce, () => true);
  const [entry] = await disk.list('/cache/baselines');
  const text = (await disk.read(`/cache/baselines/${entry?.name ?? ''}`))?.toString('utf8') ?? '';
  expect(leaksOf(canary, text)).toEqual([]);
  const again = await baselines.remember(
    'key',
    () => Promise.reject(new Error('It is remembered.')),
    () => true,
  );
  expect(again).toEqual({ problems: ['It is [secret SHOP_ACCESS]'] });
});
