import { z } from 'zod';
import { isRefusal, sha256, type Refusal } from '../../../base/index.ts';
import type { FileChange } from '../../../protocol/index.ts';
import { hunksOf, withHunks } from '../../../services/proof/index.ts';
import type { Proposal } from '../proposal.ts';

const hunkSchema = z.object({ start: z.number(), length: z.number(), lines: z.array(z.string()) });

/** Of a file only what is rewritten, so that an edit of a large file is small; checked by hashes when it is put together. */
const fileSchema = z.union([
  z.object({ path: z.string(), before: z.string(), after: z.string(), hunks: z.array(hunkSchema) }),
  z.object({ path: z.string(), created: z.string() }),
]);

const storedSchema = z.union([
  z.object({ refused: z.string() }),
  z.object({
    title: z.string(),
    notes: z.array(z.string()),
    declares: z.array(z.object({ path: z.string(), name: z.string() })),
    files: z.array(fileSchema),
  }),
]);
type StoredEdit = z.infer<typeof storedSchema>;

export type MadeEdit = Pick<Proposal, 'title' | 'notes' | 'declares' | 'change'>;

/** `undefined` for an edit that deletes files, which no intent makes. */
export function storeEdit(edit: MadeEdit | Refusal): StoredEdit | undefined {
  if (isRefusal(edit)) return { refused: edit.message };
  const files: z.infer<typeof fileSchema>[] = [];
  for (const { path, before, after } of edit.change.files) {
    if (after === null) return undefined;
    files.push(
      before === null
        ? { path, created: after }
        : {
            path,
            before: sha256(before),
            after: sha256(after),
            hunks: hunksOf(before, after).map(({ lines, ...place }) => ({ ...place, lines: [...lines] })),
          },
    );
  }
  const { title, notes, declares } = edit;
  return { title, notes: [...notes], declares: [...declares], files };
}

/** The edit on the texts as they are now; `undefined` when it was made from others. */
export async function restoreEdit(
  stored: unknown,
  read: (path: string) => Promise<string | undefined>,
): Promise<MadeEdit | Refusal | undefined> {
  const { success, data } = storedSchema.safeParse(stored);
  if (!success) return undefined;
  if ('refused' in data) return { kind: 'refusal', message: data.refused };
  const files: FileChange[] = [];
  for (const file of data.files) {
    const now = await read(file.path);
    if ('created' in file) {
      if (now !== undefined) return undefined;
      files.push({ path: file.path, before: null, after: file.created });
      continue;
    }
    if (now === undefined || sha256(now) !== file.before) return undefined;
    const after = withHunks(now, file.hunks);
    if (sha256(after) !== file.after) return undefined;
    files.push({ path: file.path, before: now, after });
  }
  const { title, notes, declares } = data;
  return { title, notes, declares, change: { files } };
}
