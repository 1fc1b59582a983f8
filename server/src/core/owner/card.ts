import { join } from 'node:path';
import { z } from 'zod';
import type { DiskPort } from '../ports/index.ts';

/** How the owner of a state folder is reached; whoever can read it is the same user. */
const cardSchema = z.object({
  pid: z.number().int(),
  address: z.string(),
  /** Proves that whoever connects has read this card. */
  token: z.string(),
});
export type OwnerCard = z.infer<typeof cardSchema>;

const fileName = 'owner.json';
const ownerOnly = 0o600;

/** `undefined` when there is none, or none that can be understood. */
export async function readCard(folder: string, disk: DiskPort): Promise<OwnerCard | undefined> {
  const bytes = await disk.read(join(folder, fileName));
  try {
    return bytes && cardSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}

export async function writeCard(
  folder: string,
  card: OwnerCard,
  { disk, ids }: { readonly disk: DiskPort; readonly ids: () => string },
): Promise<void> {
  const path = join(folder, fileName);
  const temporary = `${path}.${ids()}.new`;
  await disk.write(temporary, Buffer.from(JSON.stringify(card)), ownerOnly);
  await disk.rename(temporary, path);
}

/** Removes the card, unless it is another one's by now. */
export async function removeCard(folder: string, { token }: OwnerCard, disk: DiskPort): Promise<void> {
  if ((await readCard(folder, disk))?.token === token) await disk.remove(join(folder, fileName));
}
