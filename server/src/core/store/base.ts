import { dirname } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../base/index.ts';
import type { DiskPort } from '../ports/index.ts';
import type { Applied, Change, StoreEngine, TableDefinition } from './engine.ts';
import { limits } from './limits.ts';
import { putOf } from './tables.ts';

const ownerOnly = 0o600;
const newLine = 0x0a;
const rowsAtATime = 500;

/** Rows are kept as every build understands them, so that one that lays out tables otherwise can use them. */
const format = 1;
const headerSchema = z.object({
  format: z.literal(format),
  seq: z.number(),
  hash: z.string(),
  erasedBy: z.number(),
});
const lineSchema = z.tuple([z.string(), z.number(), z.number(), z.string().nullable()]);
const endSchema = z.object({ end: z.string() });

/**
 * The rows of the store as of one record, in a file beside the log: what they follow from may be retired from the log then.
 * A line of JSON each, the first says of which record, the last holds a hash over all before. Written rarely, as a whole,
 * and never changed.
 */
export interface Base {
  readonly applied: Applied;
  /** Sees the rows as changes, some at a time; false when the file is damaged, and nothing of it counts. */
  read(see: (changes: readonly Change[]) => Promise<void>): Promise<boolean>;
}

/** `undefined` when there is none that this build understands. */
export async function openBase(path: string, disk: DiskPort): Promise<Base | undefined> {
  const start = await disk.readRange(path, 0, limits.baseChunkBytes);
  const end = start?.indexOf(newLine) ?? -1;
  if (!start || end === -1) return undefined;
  const header = headerSchema.safeParse(parsed(start.toString('utf8', 0, end))).data;
  if (!header) return undefined;
  const { seq, hash, erasedBy } = header;
  return { applied: { seq, hash, erasedBy }, read: (see) => readRows(path, disk, see) };
}

/** Durable when resolved; the one before is there until then. */
export async function writeBase(
  path: string,
  tables: readonly TableDefinition[],
  engine: StoreEngine,
  disk: DiskPort,
): Promise<Applied> {
  const applied = await engine.applied();
  const temporary = `${path}.new`;
  const check = createCheck();
  await disk.write(temporary, check.line({ format, ...applied }), ownerOnly);
  for (const { name } of tables) {
    let afterSeq = 0;
    for (;;) {
      const rows = await engine.scan(name, afterSeq, rowsAtATime);
      // What was applied meanwhile belongs to the log behind this base.
      const own = rows.filter(({ seq }) => seq <= applied.seq);
      const lines = own.map(({ seq, timeMs, payload }) => check.line([name, seq, timeMs, payload]));
      if (lines.length > 0) await disk.append(temporary, Buffer.concat(lines));
      afterSeq = own.at(-1)?.seq ?? afterSeq;
      if (own.length < rowsAtATime) break;
    }
  }
  await disk.append(temporary, Buffer.from(`${JSON.stringify({ end: check.value() })}\n`));
  await disk.sync(temporary);
  await disk.rename(temporary, path);
  await disk.syncFolder(dirname(path));
  return applied;
}

async function readRows(
  path: string,
  disk: DiskPort,
  see: (changes: readonly Change[]) => Promise<void>,
): Promise<boolean> {
  const check = createCheck();
  let isHeader = true;
  for await (const lines of linesOf(path, disk)) {
    const changes: Change[] = [];
    for (const line of lines) {
      const value = parsed(line);
      const end = endSchema.safeParse(value).data;
      if (end) {
        await see(changes);
        return end.end === check.value();
      }
      check.add(line);
      const row = lineSchema.safeParse(value).data;
      if (!row && !isHeader) return false;
      isHeader = false;
      if (!row) continue;
      const [table, seq, timeMs, payload] = row;
      changes.push(...putOf(table, { seq, timeMs, payload }));
    }
    await see(changes);
  }
  return false;
}

/** Whole lines, as many as a chunk of the file holds. */
async function* linesOf(path: string, disk: DiskPort): AsyncGenerator<readonly string[]> {
  let offset = 0;
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const chunk = await disk.readRange(path, offset, limits.baseChunkBytes);
    if (!chunk || chunk.length === 0) return;
    offset += chunk.length;
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(newLine);
    rest = bytes.subarray(end + 1);
    if (end >= 0) yield bytes.toString('utf8', 0, end).split('\n');
  }
}

/** A hash over lines, each with the hash of those before. */
function createCheck() {
  let last = '';
  const add = (line: string) => void (last = sha256(`${last}${line}`));
  return {
    add,
    line(value: unknown): Buffer {
      const line = JSON.stringify(value);
      add(line);
      return Buffer.from(`${line}\n`);
    },
    value: () => last,
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
