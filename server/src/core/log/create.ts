import { dirname } from 'node:path';
import { encodeHead, type Head } from './head.ts';
import type { LogFiles } from './log-files.ts';
import { noHash } from './record.ts';
import { startOf } from './scan.ts';
import { blobsHeaderBytes, encodeBlobsHeader, encodeChainHeader } from './segment.ts';

const ownerOnly = 0o600;

export const emptyHead: Head = { ...startOf(1, noHash, blobsHeaderBytes), generation: 0 };

/**
 * Makes an empty log, durably. The heads come first: a segment without any head is then never what a crash leaves, but
 * what is left of a log whose heads were taken away.
 */
export async function createLog(files: LogFiles): Promise<Head> {
  const { layout, disk } = files;
  await disk.makeFolder(layout.folder);
  await disk.syncFolder(dirname(layout.folder));
  const newest = { ...emptyHead, generation: 1 };
  await writeWhole(layout.heads[0], encodeHead(emptyHead), files);
  await writeWhole(layout.heads[1], encodeHead(newest), files);
  await disk.syncFolder(layout.folder);
  await createSegment(1, emptyHead.hash, files);
  return newest;
}

/** Makes an empty segment, durably, over whatever a crash left of an earlier attempt. */
export async function createSegment(firstSeq: number, prev: string, files: LogFiles): Promise<void> {
  const { layout, disk } = files;
  await writeWhole(layout.blobs(firstSeq), encodeBlobsHeader(firstSeq), files);
  await writeWhole(layout.chain(firstSeq), encodeChainHeader(firstSeq, prev), files);
  await disk.syncFolder(layout.folder);
}

export async function writeWhole(path: string, bytes: Buffer, { disk }: LogFiles): Promise<void> {
  await disk.write(path, bytes, ownerOnly);
  await disk.sync(path);
}
