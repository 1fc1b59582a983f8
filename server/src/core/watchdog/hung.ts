import { join } from 'node:path';
import { z } from 'zod';
import type { DiskPort, LoopStall } from '../ports/index.ts';

const hungSchema = z.object({
  sinceMs: z.number(),
  ms: z.number().nonnegative(),
  cpuMs: z.number(),
  stack: z.array(z.string()),
});

/** What processes left that were given up; without a stall where the file says nothing that can be understood. */
export async function readHung(
  folder: string,
  disk: Pick<DiskPort, 'list' | 'read'>,
): Promise<readonly { readonly path: string; readonly stall?: LoopStall }[]> {
  const entries = await disk.list(folder);
  const left = entries.filter(({ name, kind }) => kind === 'file' && /^hung-.*\.json$/u.test(name));
  return Promise.all(
    left.map(async ({ name }) => {
      const path = join(folder, name);
      const stall = parsed((await disk.read(path))?.toString('utf8') ?? '');
      return { path, ...(stall ? { stall } : {}) };
    }),
  );
}

function parsed(text: string): LoopStall | undefined {
  try {
    return hungSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Half-written by a process that was ended meanwhile.
    return undefined;
  }
}
