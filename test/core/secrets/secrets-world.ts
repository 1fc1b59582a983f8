import { systemClock, type Clock } from '../../../server/src/base/index.ts';
import { createRedactor, openSecrets, type SecretsOptions } from '../../../server/src/core/secrets/index.ts';
import type { PayloadOf } from '../../../server/src/protocol/index.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';

export const signal = new AbortController().signal;

/** A workspace that needs secrets, and somebody who has some of them. */
export class SecretsWorld {
  readonly disk = new UnreliableDisk(seeded(1));
  readonly redactor = createRedactor();
  readonly records: PayloadOf<'secret.changed'>[] = [];
  readonly warnings: string[] = [];
  readonly asked: string[] = [];
  required: readonly string[] = ['SHOP_ACCESS'];
  values: Record<string, string | undefined> = {};
  read = (name: string): Promise<string | undefined> => Promise.resolve(this.values[name]);
  #ids = 0;

  options(clock: Clock = systemClock): SecretsOptions {
    const { disk, redactor } = this;
    return {
      ...{ stateFolder: '/state', redactor, disk, clock },
      ids: () => `id${(this.#ids += 1)}`,
      randomBytes: (lengthBytes) => Buffer.alloc(lengthBytes, (this.#ids += 1)),
      required: () => this.required,
      provider: {
        isAtHand: true,
        howToGive: (name) => `Give ${name}.`,
        read: (name) => {
          this.asked.push(name);
          return this.read(name);
        },
      },
      record: (change) => Promise.resolve(void this.records.push(change)),
      warn: (message) => void this.warnings.push(message),
    };
  }

  async open(clock?: Clock) {
    await this.disk.makeFolder('/state');
    return openSecrets(this.options(clock));
  }

  /** What a new process finds. */
  async attested(clock?: Clock) {
    const secrets = await this.open(clock);
    await secrets.attest(signal);
    return secrets;
  }
}
