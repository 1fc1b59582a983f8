import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemDisk } from '../adapters/index.ts';
import { messageOf, refused, type Refusal } from '../base/index.ts';

const fileBytesMax = 1024 * 1024;

/** The text of a file that a person named on the command line; `-` is standard input. */
export async function readText(file: string): Promise<string | Refusal> {
  if (file === '-') return text(process.stdin);
  const path = resolve(file);
  try {
    const stat = await systemDisk.stat(path);
    if (stat?.kind !== 'file') return refused(`${file} is not a file: check the spelling.`);
    if (stat.sizeBytes > fileBytesMax) return refused(`${file} is larger than ${fileBytesMax} bytes.`);
    const content = await systemDisk.read(path);
    return content?.toString('utf8') ?? refused(`${file} does not exist any more.`);
  } catch (thrown) {
    return refused(`${file} cannot be read: ${messageOf(thrown)}.`);
  }
}
