import { isRefusal, messageOf } from '../../../server/src/base/index.ts';
import type { Analysis } from '../../../server/src/services/analysis/index.ts';
import type { FullCompiler } from '../judge/full-compiler.mts';
import { requestMsMax } from '../judge/patient-analysis.mts';
import type { Place, Stripped } from './functions.mts';
import { recoveredIn, type Recovered } from './recovered.mts';

export const intent = 'add_type_hints';

/** What Grace gives back: the edit it would show, or the reason why there is none. */
export interface GraceRecovery {
  readonly ms: number;
  readonly refused?: string;
  readonly notes: readonly string[];
  readonly recovered: Recovered;
}

/** The stripped text is what the editor holds unsaved; the rest of the project is as the disk has it. */
export async function recoverByGrace(
  analysis: Analysis,
  compiler: FullCompiler,
  place: Place,
  stripped: Stripped,
): Promise<GraceRecovery> {
  const { path } = place;
  analysis.openDocument(path, 1, stripped.text);
  try {
    const span = { start: stripped.caret, end: stripped.caret };
    const started = performance.now();
    const answer = await analysis
      .edit({ path, intent, span }, AbortSignal.timeout(requestMsMax))
      .catch((thrown: unknown) => messageOf(thrown));
    const ms = performance.now() - started;
    if (typeof answer === 'string' || isRefusal(answer)) {
      const refused = typeof answer === 'string' ? answer : answer.message;
      return { ms, refused, notes: [], recovered: recoveredIn(compiler, place, stripped, new Map()) };
    }
    const texts = new Map(
      answer.change.files.map((file) => [`${compiler.root}/${file.path}`, file.after ?? '']),
    );
    return { ms, notes: answer.notes, recovered: recoveredIn(compiler, place, stripped, texts) };
  } finally {
    analysis.closeDocument(path);
  }
}
