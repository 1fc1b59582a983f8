import { expect, test } from 'vitest';
import { createRedactor, logWithoutSecrets } from '../../../server/src/core/secrets/index.ts';
import { openOn, signal } from '../log/log-world.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';

test('no secret is recorded, whoever records it, and why something is erased holds none either', async () => {
  const redactor = createRedactor();
  redactor.learn('SHOP_ACCESS', 'hunter22');
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/state');
  const log = logWithoutSecrets(openOn(disk).log, redactor);
  const commands = [{ gate: 'types', argv: ['deploy', '--key=hunter22'], cwd: '' }];
  await log.append('tools.approved', { commands });
  await log.appendUnless('tools.denied', { commands }, () => false);
  await log.erase(1, 'hunter22 was in it');
  const payloads: unknown[] = [];
  await log.read({}, (entries) => void payloads.push(...entries.map(({ payload }) => payload)), signal);
  const redacted = { commands: [{ gate: 'types', argv: ['deploy', '--key=[secret SHOP_ACCESS]'], cwd: '' }] };
  expect(payloads).toEqual([undefined, redacted, { seq: 1, reason: '[secret SHOP_ACCESS] was in it' }]);
});
