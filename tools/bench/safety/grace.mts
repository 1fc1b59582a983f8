import { join } from 'node:path';
import ts from 'typescript';
import { isRefusal, messageOf } from '../../../server/src/base/index.ts';
import type { ChangeSet } from '../../../server/src/protocol/index.ts';
import type { Analysis } from '../../../server/src/services/analysis/index.ts';
import { newProblems, type FullCompiler } from '../judge/full-compiler.mts';
import { requestMsMax } from '../judge/patient-analysis.mts';
import type { Site } from './sites.mts';

export const intent = 'extract_method';

/** What Grace makes of one site: as an editor asks it, up to the edit it would show. */
export type GraceOutcome =
  | { readonly kind: 'silent' }
  | { readonly kind: 'greyed'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly ms: number }
  | GraceEdit;

export interface GraceEdit {
  readonly kind: 'shown';
  readonly ms: number;
  readonly title: string;
  readonly name: string | undefined;
  readonly newProblems: readonly string[];
  /** What is wrong with the edit beside its types. */
  readonly faults: readonly string[];
  readonly change: ChangeSet;
}

export async function extractByGrace(
  analysis: Analysis,
  compiler: FullCompiler,
  site: Site,
): Promise<GraceOutcome> {
  const at = { path: site.path, span: site.span };
  const offers = (await analysis.offers(at, AbortSignal.timeout(requestMsMax))).filter(
    (offer) => offer.intent === intent,
  );
  const [first] = offers;
  if (!first) return { kind: 'silent' };
  if (offers.every(({ refused }) => refused !== undefined))
    return { kind: 'greyed', reason: first.refused ?? '' };
  const started = performance.now();
  const answer = await analysis
    .edit({ ...at, intent }, AbortSignal.timeout(requestMsMax))
    .catch((thrown: unknown) => messageOf(thrown));
  const ms = performance.now() - started;
  if (typeof answer === 'string') return { kind: 'refused', reason: answer, ms };
  if (isRefusal(answer)) return { kind: 'refused', reason: answer.message, ms };
  const { change, title, introduces } = answer;
  return {
    kind: 'shown',
    ms,
    title,
    name: introduces?.name,
    newProblems: newProblems(compiler.problems(overlayOf(compiler, change)), compiler.baseline),
    faults: faultsOf(change, introduces?.name),
    change,
  };
}

export function overlayOf({ root }: { readonly root: string }, change: ChangeSet): Map<string, string> {
  return new Map(change.files.map(({ path, after }) => [join(root, path), after ?? '']));
}

function faultsOf(change: ChangeSet, name: string | undefined): string[] {
  const faults: string[] = [];
  if (name === undefined) faults.push('It does not say which name it introduces.');
  for (const { path, before, after } of change.files) {
    if (after === null) faults.push(`It deletes ${path}.`);
    else if (!parses(path, after)) faults.push(`${path} does not parse after it.`);
    const words = /\bnew(?:Function|Method)\w*\b/g;
    if ((after?.match(words)?.length ?? 0) > (before?.match(words)?.length ?? 0))
      faults.push('It names something newFunction or newMethod.');
  }
  return faults;
}

function parses(path: string, text: string): boolean {
  return (
    (ts.transpileModule(text, { fileName: path, reportDiagnostics: true }).diagnostics ?? []).length === 0
  );
}
