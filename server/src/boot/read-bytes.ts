import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { messageOf, refused, type Refusal } from '../base/index.ts';

/** The bytes of a file that a person named on the command line, as they come; `-` is standard input. */
export async function readBytes(
  file: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array> | Refusal> {
  if (file === '-') return until(process.stdin, signal);
  try {
    // Opened before it is promised, so that one that may not be read is refused as well.
    const opened = await open(resolve(file));
    if (!(await opened.stat()).isDirectory()) return until(opened.createReadStream(), signal);
    await opened.close();
    return refused(`${file} is a folder: name a file.`);
  } catch (thrown) {
    return refused(`${file} cannot be read: ${messageOf(thrown)}.`);
  }
}

/** Ends early, without an error, when it is cancelled. */
async function* until(stream: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const stop = () => stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
