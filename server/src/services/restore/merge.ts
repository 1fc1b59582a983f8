import { diff3Merge } from 'node-diff3';
import { z } from 'zod';

/** 1-based lines of the present text that both sides changed; `lineCount` 0 means "between" `line - 1` and `line`. */
export interface MergeConflict {
  readonly line: number;
  readonly lineCount: number;
}

const regionsSchema = z.array(
  z.union([
    z.object({ ok: z.array(z.string()) }),
    z.object({ conflict: z.object({ aIndex: z.number(), a: z.array(z.string()) }) }),
  ]),
);

/**
 * Three-way merge by lines: what turned `base` into `present` and what turned `base` into `target`, together. Line ends are
 * part of the line and kept; a present text that was converted as a whole to other line ends stays converted.
 */
export function mergeLines(
  present: string,
  base: string,
  target: string,
): { readonly text: string } | { readonly conflicts: readonly MergeConflict[] } {
  const lineEnd = uniformLineEnd(present);
  const converted =
    lineEnd !== undefined && uniformLineEnd(base) !== undefined && uniformLineEnd(base) !== lineEnd;
  const side = (text: string) => lines(converted ? text.replace(/\r?\n/g, lineEnd) : text);
  const merged: unknown = diff3Merge(lines(present), side(base), side(target), {
    excludeFalseConflicts: true,
  });
  const regions = regionsSchema.parse(merged);
  const conflicts = regions.flatMap((region) =>
    'conflict' in region ? [{ line: region.conflict.aIndex + 1, lineCount: region.conflict.a.length }] : [],
  );
  if (conflicts.length > 0) return { conflicts };
  return { text: regions.flatMap((region) => ('ok' in region ? region.ok : [])).join('') };
}

/** Each line with its own line end, so that joining them gives the text back. */
function lines(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function uniformLineEnd(text: string): '\n' | '\r\n' | undefined {
  const all = text.match(/\r?\n/g) ?? [];
  const first = all[0];
  return all.length > 0 && all.every((end) => end === first) ? (first === '\n' ? '\n' : '\r\n') : undefined;
}
