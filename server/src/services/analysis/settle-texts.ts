import { refused, refusedForNow, type Refusal } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import type { ChangeSet, FileChange } from '../../protocol/index.ts';

export interface SettlePorts {
  readonly disk: DiskPort;
  /** Absolute path of a file of the workspace. */
  absolute(path: string): string;
  /** An unsaved buffer holds this file's text. */
  isOpen(path: string): boolean;
}

/**
 * Makes the texts of a change those of whole files. The compiler and editors drop a byte-order mark; the file keeps it.
 * A file whose bytes are not the text that was analysed, or no UTF-8, is refused rather than rewritten.
 */
export async function settleTexts(ports: SettlePorts, change: ChangeSet): Promise<ChangeSet | Refusal> {
  const files: FileChange[] = [];
  for (const file of change.files) {
    const bytes = await ports.disk.read(ports.absolute(file.path));
    const settled = settle(file, bytes, ports.isOpen(file.path));
    if ('kind' in settled) return settled;
    files.push(settled);
  }
  return { files };
}

function settle(file: FileChange, bytes: Buffer | undefined, isOpen: boolean): FileChange | Refusal {
  const { path, before, after } = file;
  if (before === null) {
    if (bytes === undefined) return file;
    return refused(`${path} exists already, so it is not created: rename one of the two.`);
  }
  if (bytes === undefined)
    return isOpen ? file : refused(`${path} is no longer there; it was deleted while it was looked at.`);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes))
    return refused(`${path} is not UTF-8 text; save it as UTF-8 first, so that no byte of it is lost.`);
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
  if (!isOpen && text !== mark + withoutMark(before))
    return refusedForNow(`${path} changed on disk while it was looked at; try again.`);
  return {
    path,
    before: mark + withoutMark(before),
    after: after === null ? null : mark + withoutMark(after),
  };
}

const byteOrderMark = '\uFEFF';

function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}
