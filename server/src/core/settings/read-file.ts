import { sep } from 'node:path';
import { codeOf, reasonOf } from '../../base/index.ts';
import type { DiskPort } from '../ports/index.ts';
import { limits } from './limits.ts';
import { placeAt, type Problem } from './place.ts';
import { fileProblem } from './read-config.ts';

/** What lies at the place of a configuration file. */
export type FileText = { readonly text: string } | 'absent' | { readonly problem: Problem };

/**
 * Reads a file that anybody may have put there: never more than its bound, never a device or a pipe, and where `within` is
 * given, nothing that really lies outside of it.
 */
export async function readText(path: string, disk: DiskPort, within: string | undefined): Promise<FileText> {
  try {
    if ((await disk.stat(path)) === undefined) return 'absent';
    const real = await realFile(path, disk, within);
    if (typeof real !== 'string') return real;
    const bytes = await disk.readRange(real, 0, limits.bytesMax + 1);
    if (!bytes) return 'absent';
    // A link that was turned elsewhere meanwhile.
    if ((await disk.realPath(path)) !== real) return { problem: moving };
    if (bytes.length > limits.bytesMax) return { problem: tooLarge };
    return decoded(bytes);
  } catch (thrown) {
    if (codeOf(thrown) === 'unknown') throw thrown;
    return {
      problem: fileProblem('This file cannot be read.', capital(reasonOf(thrown)), 'Make it readable.'),
    };
  }
}

/** Changes whenever the file does, as far as its folder tells. */
export async function stampOf(path: string, disk: DiskPort): Promise<string> {
  try {
    const real = await disk.realPath(path);
    const stat = real === undefined ? undefined : await disk.stat(real);
    return stat ? `${real ?? ''} ${stat.inode} ${stat.sizeBytes} ${stat.modifiedMs} ${stat.mode}` : 'absent';
  } catch (thrown) {
    if (codeOf(thrown) === 'unknown') throw thrown;
    return codeOf(thrown);
  }
}

async function realFile(
  path: string,
  disk: DiskPort,
  within: string | undefined,
): Promise<string | { readonly problem: Problem }> {
  const real = await disk.realPath(path);
  if (real === undefined) return { problem: dangling };
  if (within !== undefined && !real.startsWith(within.endsWith(sep) ? within : within + sep))
    return { problem: outside };
  const stat = await disk.stat(real);
  if (stat?.kind !== 'file') return { problem: notAFile };
  return stat.sizeBytes > limits.bytesMax ? { problem: tooLarge } : real;
}

function decoded(bytes: Buffer): FileText {
  const text = bytes.toString('utf8');
  const again = Buffer.from(text, 'utf8');
  if (again.equals(bytes)) return { text: text.startsWith('\uFEFF') ? text.slice(1) : text };
  const wrongAt = again.findIndex((byte, index) => byte !== bytes[index]);
  const before = bytes.subarray(0, wrongAt < 0 ? bytes.length : wrongAt).toString('utf8');
  const { line, column } = placeAt(before, before.length);
  return {
    problem: {
      ...{ line, column },
      what: 'Here is a byte that is no text.',
      why: 'The file has to be UTF-8.',
      advice: 'Save it as UTF-8.',
    },
  };
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

const dangling = fileProblem(
  'This link leads nowhere.',
  'What it should lead to is not there.',
  'Remove it, or put a file in its place.',
);
const outside = fileProblem(
  'This file really lies outside of the workspace.',
  'A link leads there, and a repository must not choose what is read elsewhere.',
  'Put a file of the workspace in its place.',
);
const notAFile = fileProblem(
  'This is not a file.',
  'Only a regular file is read.',
  'Put a file in its place.',
);
const tooLarge = fileProblem(
  'This file is too large.',
  `It may have ${limits.bytesMax / 1024} KB.`,
  'Make it smaller.',
);
const moving = fileProblem(
  'This link was turned elsewhere.',
  'That happened while it was read.',
  'Leave it in one place.',
);
