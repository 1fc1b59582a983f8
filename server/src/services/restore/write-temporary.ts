import type { DiskPort } from '../../core/ports/index.ts';
import type { Content } from './store.ts';

/**
 * Writes a whole new file beside its target, with its mode, durable in content; a rename then puts it in place. Extended
 * attributes are not carried over.
 */
export async function writeTemporary(temporary: string, content: Content, disk: DiskPort): Promise<void> {
  await disk.write(temporary, content.bytes);
  if (content.mode !== undefined) await disk.setMode(temporary, content.mode);
  await disk.sync(temporary);
}
