import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, sha256 } from '../../base/index.ts';
import type { DiskPort } from '../ports/index.ts';
import type { Source } from './location.ts';

/** The text of each configuration file when it was last right, kept outside of the workspace. */
export interface LastGood {
  /** `undefined` where nothing is kept, or what is kept was changed by somebody. */
  recall(source: Source): Promise<string | undefined>;
  /** `undefined` forgets: the file was removed. Resolves to why it could not, as a sentence. */
  keep(source: Source, text: string | undefined): Promise<string | undefined>;
}

const format = 1;
const keptSchema = z.object({ format: z.literal(format), sha256: z.string(), text: z.string() });
const ownerOnly = 0o700;

/** Whether a file that holds such a text is as it was written. */
export function isSoundLastGood(bytes: Buffer): boolean {
  return textIn(bytes) !== undefined;
}

/** `undefined` where it is damaged. */
function textIn(bytes: Buffer): string | undefined {
  try {
    const kept = keptSchema.parse(JSON.parse(bytes.toString('utf8')));
    return sha256(kept.text) === kept.sha256 ? kept.text : undefined;
  } catch {
    return undefined;
  }
}

export function openLastGood(
  stateFolder: string,
  { disk, ids }: { readonly disk: DiskPort; readonly ids: () => string },
): LastGood {
  const folder = join(stateFolder, 'config');
  const fileOf = (source: Source) => join(folder, `${source}.last-good.json`);

  async function recall(source: Source): Promise<string | undefined> {
    try {
      const bytes = await disk.read(fileOf(source));
      if (!bytes) return undefined;
      return textIn(bytes);
    } catch {
      // Unreadable: then nothing is known of what the file said before.
      return undefined;
    }
  }

  async function write(file: string, text: string): Promise<void> {
    await disk.makeFolder(folder);
    await disk.setMode(folder, ownerOnly);
    const temporary = `${file}.${ids()}.new`;
    const content = JSON.stringify({ format, sha256: sha256(text), text });
    await disk.write(temporary, Buffer.from(content), 0o600);
    await disk.sync(temporary);
    await disk.rename(temporary, file);
    await disk.syncFolder(folder);
  }

  return {
    recall,
    async keep(source, text) {
      try {
        if (text === undefined) await disk.remove(fileOf(source));
        else if ((await recall(source)) !== text) await write(fileOf(source), text);
        return undefined;
      } catch (thrown) {
        return `What ${source} configuration says could not be kept for later: ${messageOf(thrown)}.`;
      }
    },
  };
}
