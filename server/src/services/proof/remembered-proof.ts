import { z } from 'zod';
import { sha256 } from '../../base/index.ts';
import { gateNames, proofReportSchema, type ChangeSet, type ProofReport } from '../../protocol/index.ts';
import type { ProveOptions } from './proof.ts';
import type { Proven } from './prove-change.ts';

const storedSchema = z.object({
  report: proofReportSchema,
  coverage: z
    .array(z.object({ path: z.string(), lines: z.array(z.number()), missed: z.array(z.number()) }))
    .nullable(),
  sameEmit: z.boolean().nullable(),
});

/** Names a proof by all that went into it: the tree and its installs, the change, the gates. */
export function proofKey(baseKey: string, change: ChangeSet, { gates }: Pick<ProveOptions, 'gates'>): string {
  const files = change.files
    .map(({ path, after }) => `${path} ${after === null ? '-' : sha256(after)}`)
    .sort();
  return sha256(JSON.stringify([baseKey, files, gates]));
}

/** Only what would be found again is kept: a tool that hung or crashed may work the next time. */
export function isLasting({ verdict, gates }: ProofReport): boolean {
  if (verdict === 'refused') return false;
  if (verdict !== 'checked') return true;
  return gateNames.every((name) => gates[name].status !== 'skipped' || gates[name].absent === true);
}

export function storeProof({ report, coverage, facts }: Proven): z.infer<typeof storedSchema> {
  return {
    report,
    coverage:
      coverage?.map(({ path, lines, missed }) => ({ path, lines: [...lines], missed: [...missed] })) ?? null,
    sameEmit: facts?.sameEmit ?? null,
  };
}

export function restoreProof(stored: unknown): Proven | undefined {
  const { success, data } = storedSchema.safeParse(stored);
  if (!success) return undefined;
  const { report, coverage, sameEmit } = data;
  return {
    report,
    coverage: coverage ?? undefined,
    facts: sameEmit === null ? undefined : { sameEmit },
  };
}
