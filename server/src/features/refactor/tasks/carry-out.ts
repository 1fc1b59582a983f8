import { Cancelled, isRefusal, type Clock, type Refusal } from '../../../base/index.ts';
import type { Handle } from '../../../core/bus/index.ts';
import type { passingTopics, PayloadOf, RefactorTask, ToolApproval } from '../../../protocol/index.ts';
import type { Batch } from '../batch/index.ts';
import { limits } from './limits.ts';
import { doneFrom, doneRefused, gatesWanted } from './outcome.ts';
import { placesOf, type PlacePorts } from './places.ts';

type Passing = typeof passingTopics;
type Progress = PayloadOf<'task.progress'>;

export interface CarryOutPorts extends PlacePorts {
  readonly batch: Pick<Batch, 'run'>;
  readonly intents: (signal: AbortSignal) => Promise<readonly { readonly id: string }[]>;
  readonly approval: () => Promise<ToolApproval | Refusal>;
  readonly clock: Clock;
  /** Its end is in the log already: a crash came between that and the word that it was handled. */
  readonly isDone: (id: string) => boolean;
  /** These two are durable when they resolve. */
  readonly recordProgress: (progress: Progress) => Promise<void>;
  readonly recordDone: (done: PayloadOf<'task.done'>) => Promise<void>;
  /** Shows what happens just now; kept nowhere. */
  readonly show: (task: string, message: string) => void;
}

/**
 * Carries a task to its end. A run that a crash interrupted goes on where it was, and a task whose end was recorded is not
 * begun again.
 */
export function carryOut(ports: CarryOutPorts): Handle<'task.code_refactor', Passing> {
  return async ({ payload: task, attempt }, handling) => {
    if (ports.isDone(task.id)) return;
    const { clock, recordDone } = ports;
    const since = clock.monotonic();
    const ms = () => clock.monotonic() - since;
    const tell = teller(task, ports);
    await tell('started', attempt === 1 ? 'Begins.' : `Begins again, for the ${attempt}. time.`);
    const refusal = await whyNot(task, ports, handling.signal);
    if (refusal !== undefined) return recordDone(doneRefused(task, refusal, ms()));
    const places = await placesOf(task, ports);
    if (isRefusal(places)) return recordDone(doneRefused(task, places.message, ms()));
    const approval = await ports.approval();
    await tell('finding', `Looks for ${task.intent} in ${task.targets.join(', ')}.`);
    const show = (message: string) => {
      handling.working();
      ports.show(task.id, message);
    };
    const telling: Promise<void>[] = [];
    const result = await ports.batch.run(
      {
        ...places,
        ...{ intent: task.intent, gates: 'full', limit: limits.placesMax, past: 'used' },
        apply: task.autoMerge ? 'proven' : 'nothing',
        mustPass: gatesWanted(task),
        approved: !isRefusal(approval) && approval.approved === true,
      },
      {
        onProgress: show,
        onStep: ({ message }) => show(message),
        onFile: ({ file, index, total }) => show(`Reading ${index + 1} of ${total}: ${file}`),
        onApplied: (restorePoint, files) =>
          void telling.push(
            tell('applied', `Applied to ${files === 1 ? '1 file' : `${files} files`}.`, restorePoint),
          ),
      },
      handling.signal,
    );
    await Promise.all(telling);
    if (result.state === 'interrupted') throw new Cancelled();
    await recordDone(doneFrom(task, result, ms()));
  };
}

async function whyNot(
  { intent }: RefactorTask,
  { intents }: CarryOutPorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const known = (await intents(signal)).map(({ id }) => id);
  return known.includes(intent)
    ? undefined
    : `There is no intent ${intent}: it is one of ${known.join(', ')}.`;
}

function teller({ id }: RefactorTask, { recordProgress, show }: CarryOutPorts) {
  let told = 0;
  return async (step: Progress['step'], message: string, restorePoint?: string): Promise<void> => {
    show(id, message);
    told += 1;
    if (told > limits.progressRecordsMax) return;
    await recordProgress({
      ...{ task: id, step, message },
      ...(restorePoint === undefined ? {} : { restorePoint }),
    });
  };
}
