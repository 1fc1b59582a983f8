import { isRefusal, messageOf } from '../../../base/index.ts';
import { withDeadline } from '../../../core/kernel/index.ts';
import type { ActionId, PlaybookStep } from '../../../protocol/index.ts';
import { limits } from '../limits.ts';
import type { RecordedRun, RecordedStep } from './book.ts';
import type { EnginePorts } from './ports.ts';

/**
 * Takes the steps of an attempt back, the last one first, each once: what was begun to be taken back by a process that died
 * is left as it is, as nobody knows how far that came. Resolves to what was not taken back, a sentence each.
 */
export async function takeBack(
  run: RecordedRun,
  ports: Pick<EnginePorts, 'actions' | 'means' | 'record' | 'clock'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const step of [...run.steps].reverse()) {
    const action = (ports.actions as Readonly<Partial<EnginePorts['actions']>>)[step.action as ActionId];
    const isDone = step.state === 'undone' || step.state === 'not_undone';
    if (isDone || !action?.canBeUndone) continue;
    if (step.state === 'undoing') {
      left.push(`Whether \`${step.action}\` was taken back is not known: a crash came.`);
      await ports.record(
        'playbook.step',
        told(run, step, 'not_undone', 'A crash came while it was taken back.'),
      );
      continue;
    }
    const begun = await ports.record('playbook.step', told(run, step, 'undoing', action.undoSays));
    if (isRefusal(begun)) {
      left.push(`\`${step.action}\` was not taken back, for it could not be recorded. ${begun.message}`);
      continue;
    }
    const why = await undone(run, step, ports, signal);
    if (why !== undefined) left.push(`\`${step.action}\` was not taken back: ${why}`);
    await ports.record(
      'playbook.step',
      why === undefined ? told(run, step, 'undone', action.undoSays) : told(run, step, 'not_undone', why),
    );
  }
  return left;
}

async function undone(
  { incident }: RecordedRun,
  { action: id, input, before, key }: RecordedStep,
  { actions, means, clock }: Pick<EnginePorts, 'actions' | 'means' | 'clock'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const action = actions[id as ActionId];
  try {
    const answer = await withDeadline(
      (ending) => action.undo({ input, before, key, incident }, means, ending),
      limits.undoMsMax,
      clock,
      signal,
    );
    if (answer === 'late') return `It took longer than ${limits.undoMsMax / 1_000} s.`;
    return answer?.message;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return messageOf(thrown);
  }
}

function told(
  { run }: RecordedRun,
  { step, action, key }: RecordedStep,
  state: PlaybookStep['state'],
  says: string,
): PlaybookStep {
  return { run, step, action, key, state, says };
}
