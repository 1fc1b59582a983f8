import { refused, type Refusal } from '../../base/index.ts';
import { defineKernel } from '../kernel/index.ts';
import { openKey } from './key.ts';
import { openSecrets } from './open.ts';
import { createRedactor } from './redactor.ts';
import type { SecretsOptions } from './secrets.ts';
import { join } from 'node:path';

/** `secrets`: what is needed is attested, and never seen. A missing one is named, and everything that does not need it goes on. */
export const secretsKernel = defineKernel({
  id: 'secrets',
  dependsOn: ['config'],
  async start(options: SecretsOptions, lifetime) {
    const secrets = lifetime.own('secrets', openSecrets(options));
    await secrets.attest(lifetime.signal);
    return {
      service: secrets,
      async isReady() {
        return hidesSample(options) ?? (await keepsKey(options)) ?? 'ready';
      },
      beat() {
        const { made, due } = secrets.progress();
        return Promise.resolve({ moved: made, owed: due });
      },
      lacks: () => secrets.trouble(),
    };
  },
});

const sampleBytes = 24;

/** A value that nobody has is taken out of texts in the forms that texts have. */
function hidesSample({ randomBytes }: SecretsOptions): Refusal | undefined {
  const sample = Buffer.from(randomBytes(sampleBytes)).toString('base64');
  const redactor = createRedactor();
  redactor.learn('SAMPLE', sample);
  const seen = [
    `before ${sample} behind`,
    JSON.stringify({ sample }),
    encodeURIComponent(sample),
    Buffer.from(`user:${sample}`).toString('base64'),
  ].find((text) => redactor.redact(text) === text);
  return seen === undefined
    ? undefined
    : refused('A secret is not taken out of every text: reinstall Grace.');
}

async function keepsKey(options: SecretsOptions): Promise<Refusal | undefined> {
  const folder = join(options.stateFolder, 'secrets');
  const [first, again] = [await openKey(folder, options), await openKey(folder, options)];
  return first.id === again.id ? undefined : refused(`The key in ${folder} does not last: check the disk.`);
}
