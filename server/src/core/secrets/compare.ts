import { reasonOf } from '../../base/index.ts';
import { readAttested, writeAttested, type Known } from './attested.ts';
import { judge, type Found, type Judged } from './judge.ts';
import { openKey, type FingerprintKey } from './key.ts';
import type { SecretsOptions } from './secrets.ts';

/**
 * Compares secrets with what was known of them the last time, records what is new and remembers it. Where the disk fails
 * they are judged all the same, without a fingerprint.
 */
export async function compare(
  found: readonly Found[],
  folder: string,
  options: SecretsOptions,
): Promise<readonly Judged[]> {
  if (found.length === 0) return [];
  const { disk, clock, record, warn } = options;
  const key = await keyOrNone(folder, options);
  const attested = key && (await readAttested(folder, disk));
  // Fingerprints of another key say nothing.
  const known: Readonly<Record<string, Known>> =
    attested && attested.keyId === key.id ? attested.secrets : {};
  const now = new Date(clock.now()).toISOString();
  const judged = found.map((each) => judge(each, known[each.name], key, now));
  const changes = judged.flatMap(({ change }) => change ?? []);
  if (!key || changes.length === 0) return judged;
  // Recorded first: what a crash cuts off in between is recorded again rather than forgotten.
  for (const change of changes) await record(change);
  const secrets = { ...known, ...Object.fromEntries(judged.map((each) => [each.status.name, each.known])) };
  try {
    await writeAttested(folder, { keyId: key.id, secrets }, options);
  } catch (thrown) {
    warn(`What is known of the secrets could not be kept: ${reasonOf(thrown)}.`);
  }
  return judged;
}

async function keyOrNone(folder: string, options: SecretsOptions): Promise<FingerprintKey | undefined> {
  try {
    return await openKey(folder, options);
  } catch (thrown) {
    options.warn(`Whether a secret was changed cannot be told: ${reasonOf(thrown)}.`);
    return undefined;
  }
}
