import { join } from 'node:path';
import { z } from 'zod';
import type { DiskPort } from '../ports/index.ts';

export interface Known {
  /** Of its value; `null` where there was none that could be used. */
  readonly fingerprint: string | null;
  /** ISO 8601. */
  readonly since: string;
}

/** What was known of each secret the last time. */
export interface Attested {
  readonly keyId: string;
  readonly secrets: Readonly<Record<string, Known>>;
}

const format = 1;
const attestedSchema = z.object({
  format: z.literal(format),
  keyId: z.string(),
  secrets: z.record(z.string(), z.object({ fingerprint: z.string().nullable(), since: z.string() })),
});

/** `undefined` where nothing was written, or what was written is damaged: then every secret is new. */
export async function readAttested(folder: string, disk: DiskPort): Promise<Attested | undefined> {
  const bytes = await disk.read(join(folder, 'attested.json'));
  if (!bytes) return undefined;
  try {
    return attestedSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}

export async function writeAttested(
  folder: string,
  attested: Attested,
  { disk, ids }: { readonly disk: DiskPort; readonly ids: () => string },
): Promise<void> {
  const path = join(folder, 'attested.json');
  const temporary = `${path}.${ids()}.new`;
  await disk.write(temporary, Buffer.from(JSON.stringify({ format, ...attested })), 0o600);
  await disk.sync(temporary);
  await disk.rename(temporary, path);
  await disk.syncFolder(folder);
}
