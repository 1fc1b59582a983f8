import type { Log } from '../log/index.ts';
import type { Redactor } from './redactor.ts';

/** The same log, in which no secret is recorded, whoever records. */
export function logWithoutSecrets(log: Log, redactor: Redactor): Log {
  return {
    ...log,
    append: (topic, payload) => log.append(topic, redactor.redactAll(payload)),
    appendUnless: (topic, payload, isThere) => log.appendUnless(topic, redactor.redactAll(payload), isThere),
    erase: (seq, reason) => log.erase(seq, redactor.redact(reason)),
  };
}
