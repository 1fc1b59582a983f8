import { join } from 'node:path';
import type { DiskPort } from '../../../../core/ports/index.ts';

/** Files that the log consists of. What else lies there follows from them. */
const ofTheLog = /^(?:head\.\d|\d+\.(?:chain|blobs))$/u;

/** Every file of a log with its bytes, by name. */
export async function pictureOf(folder: string, disk: DiskPort): Promise<ReadonlyMap<string, Buffer>> {
  const picture = new Map<string, Buffer>();
  if (!(await disk.stat(folder))) return picture;
  for (const { name } of await disk.list(folder)) {
    const bytes = ofTheLog.test(name) ? await disk.read(join(folder, name)) : undefined;
    if (bytes) picture.set(name, bytes);
  }
  return picture;
}

/**
 * What is not as it was, one sentence each. `grown`: chains and payloads may have got more behind their end, and heads, which
 * say where that is, may be others.
 */
export function differences(
  before: ReadonlyMap<string, Buffer>,
  after: ReadonlyMap<string, Buffer>,
  allowed: 'exact' | 'grown',
): readonly string[] {
  const names = new Set([...before.keys(), ...(allowed === 'exact' ? after.keys() : [])]);
  return [...names].flatMap((name) => {
    const was = before.get(name);
    const is = after.get(name);
    if (!was) return [`${name} was made.`];
    if (!is) return [`${name} is gone.`];
    if (allowed === 'grown' && name.startsWith('head')) return [];
    const kept = allowed === 'exact' ? is : is.subarray(0, was.length);
    return kept.equals(was) ? [] : [`${name} was changed.`];
  });
}
