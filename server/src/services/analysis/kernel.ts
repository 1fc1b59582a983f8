import { isCancelled, messageOf, refused, type Refusal } from '../../base/index.ts';
import { counted, countWork, defineKernel } from '../../core/kernel/index.ts';
import type { AdaptiveLimit } from '../../core/governor/index.ts';
import type { Analysis } from './analysis.ts';
import { createAnalysis, type AnalysisSetup } from './create.ts';
import { governEdits } from './govern-edits.ts';
import { analysisLimits } from './limits.ts';
import { editUnderRules, type EditRules } from './under-rules.ts';

export interface AnalysisKernelPorts extends AnalysisSetup {
  readonly rules: EditRules;
  /** How many edits run at the same time. */
  readonly edits: Pick<AdaptiveLimit, 'run'>;
  /** There is an editor, whose offers have a process of their own. */
  readonly serves: 'editor' | 'commands';
  /** Texts that win over the disk, also in an analysis that is started anew. */
  readonly documents: () => Iterable<{
    readonly path: string;
    readonly version: number;
    readonly text: string;
  }>;
}

/** A request that was given up is answered well before this. */
const stallMs = 2 * analysisLimits.editDeadlineMs;

/** `analysis`: ready when a process parses a sample and says what it offers there. */
export const analysisKernel = defineKernel({
  id: 'analysis',
  dependsOn: [],
  // A process has to load its compiler for it, on a machine that may be busy.
  bounds: { stallMs, selfTestMsMax: analysisLimits.startMs },
  async start(ports: AnalysisKernelPorts, lifetime) {
    await ports.disk.makeFolder(ports.scratch);
    const analysis = lifetime.own('analysis processes', createAnalysis(ports));
    for (const { path, version, text } of ports.documents()) analysis.openDocument(path, version, text);
    const work = countWork();
    const service = counted(
      editUnderRules(governEdits(analysis, ports.edits), ports.rules),
      ['intents', 'offers', 'find', 'sourceFiles', 'edit', 'screen', 'facts', 'dependentTests'],
      work,
    );
    return {
      service,
      isReady: (signal) => answersForSample(analysis, ports.serves, signal),
      beat: () => Promise.resolve(work.beat()),
      pool: analysis.pool,
    };
  },
});

const sampleBefore = 'export const ready = false;\n';
const sampleAfter = 'export const ready: boolean = false;\n';

/** A change of a built-in sample, whose facts are known; the process of the offers is asked where there is an editor. */
async function answersForSample(
  analysis: Analysis,
  serves: AnalysisKernelPorts['serves'],
  signal: AbortSignal,
): Promise<'ready' | Refusal> {
  try {
    if (serves === 'editor') {
      await analysis.offers({ path: 'grace-sample.ts', span: { start: 0, end: 0 } }, signal);
      const intents = await analysis.intents(signal);
      return intents.length > 0 ? 'ready' : refused('The analysis knows no refactor: reinstall Grace.');
    }
    const file = { path: 'grace-sample.ts', before: sampleBefore, after: sampleAfter };
    const { sameEmit, parseProblems } = await analysis.facts({ files: [file] }, signal);
    if (sameEmit && parseProblems.length === 0) return 'ready';
    return refused('The analysis judges a sample wrongly: reinstall Grace.');
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    return refused(`The analysis did not answer: ${messageOf(thrown)}`);
  }
}
