import { isRefusal, refused, type Refusal } from '../../base/index.ts';
import type { Decision, PayloadOf } from '../../protocol/index.ts';
import { defineKernel } from '../kernel/index.ts';
import type { Log, LogEntry } from '../log/index.ts';
import { explain } from './explain.ts';
import { createClarity, type ClarityOptions } from './open.ts';

/** `clarity`: ready when it finds its way from an event back to where it began. */
export const clarityKernel = defineKernel({
  id: 'clarity',
  dependsOn: ['immutable_log'],
  start(options: ClarityOptions) {
    const clarity = createClarity(options);
    return Promise.resolve({
      service: clarity,
      isReady: explainsSample,
      beat: () => Promise.resolve(clarity.progress()),
    });
  },
});

const files = [{ path: 'a.ts', before: 'b', after: 'a' }];
const verdict: PayloadOf<'proof.verdict'> = {
  ...{ verdict: 'proven', intents: [], files, summary: 'So it is.', ms: 0 },
  gates: { parse: 'pass', types: 'pass', lint: 'pass', tests: 'pass' },
};
const decision: Decision = {
  ...{ kind: 'apply', subject: 'point sample', decided: 'It was applied.', evidence: [], turnedDown: [] },
  ...{ certainty: { level: 'certain', why: 'It is a sample.' }, causes: [] },
};
const sample: readonly (readonly [topic: string, payload: unknown])[] = [
  ['tools.approved', { commands: [] }],
  ['proof.verdict', verdict],
  ['restore.applied', { id: 'sample', title: 'Sample', time: '', by: 'grace', files }],
  ['clarity.decided', decision],
  ['restore.undone', { id: 'undo', title: 'Undo', time: '', undoes: 'sample', files }],
];

/** A small story, told to the same code as the real ones. */
async function explainsSample(signal: AbortSignal): Promise<'ready' | Refusal> {
  const entries = sample.map(([topic, payload], index): LogEntry => ({
    ...{ seq: index + 1, timeMs: index, topic, payload, payloadBytes: 0 },
    ...{ payloadHash: '', prev: '', hash: '' },
  }));
  const log: Pick<Log, 'read'> = {
    async read({ afterSeq = 0 }, see) {
      await see(entries.filter(({ seq }) => seq > afterSeq));
      return { lastSeq: entries.length };
    },
  };
  const why = await explain('last', log, signal);
  const order = isRefusal(why)
    ? ''
    : why.chain.map(({ seq, decisions }) => seq + decisions.length * 10).join();
  return order === '5,13,2,1' ? 'ready' : refused('What goes back to what is not found: reinstall Grace.');
}
