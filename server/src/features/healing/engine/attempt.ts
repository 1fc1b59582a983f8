import { isCancelled, isRefusal, messageOf, sha256 } from '../../../base/index.ts';
import { withDeadline } from '../../../core/kernel/index.ts';
import type { PlaybookStep } from '../../../protocol/index.ts';
import type { Looked } from '../actions/action.ts';
import { whyNoMatch } from '../playbooks/conditions.ts';
import type { Playbook, Step } from '../playbooks/playbook.ts';
import { filledIn } from '../playbooks/references.ts';
import { symptomGoes } from './observe.ts';
import type { EnginePorts, Incident } from './ports.ts';

export interface Attempt {
  readonly run: string;
  readonly playbook: Playbook;
  readonly incident: Incident;
  /** From 1. */
  readonly number: number;
}

type How = 'done' | 'failed' | 'skipped';

/**
 * Does the steps of a playbook, one after the other, and looks whether it helped. Resolves to why it did not, as a sentence;
 * `undefined` means that the symptom is gone. What was begun stays as it is: taking it back is for who asked.
 */
export async function carryOut(
  attempt: Attempt,
  ports: EnginePorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { timeoutMs } = attempt.playbook;
  const answer = await withDeadline(
    (ending) => stepsAndLook(attempt, ports, AbortSignal.any([signal, ending])),
    timeoutMs,
    ports.clock,
    signal,
  );
  return answer === 'late' ? `It took longer than ${timeoutMs / 1_000} s.` : answer.why;
}

async function stepsAndLook(
  attempt: Attempt,
  ports: EnginePorts,
  signal: AbortSignal,
): Promise<{ readonly why: string | undefined }> {
  const { playbook, incident } = attempt;
  let before: How | undefined;
  for (const [index, step] of playbook.steps.entries()) {
    const [how, why] = await doStep(attempt, { step, index, before }, ports, signal);
    before = how;
    if (how === 'failed' && step.onFailure === 'stop') return { why: `\`${step.action}\` failed: ${why}` };
  }
  // That every step says it worked is no success: the symptom is.
  const isGone = await symptomGoes(playbook, incident, ports, signal);
  return { why: isGone ? undefined : 'The symptom is still there.' };
}

async function doStep(
  { run, playbook, incident, number }: Attempt,
  at: { readonly step: Step; readonly index: number; readonly before: How | undefined },
  ports: EnginePorts,
  signal: AbortSignal,
): Promise<readonly [How, string]> {
  const { step, index } = at;
  const { action: id } = step;
  const action = ports.actions[id];
  const input = filledIn(step.input, incident.facts);
  const key = sha256(JSON.stringify([run, index, id, input])).slice(0, keyLength);
  const tell = (state: PlaybookStep['state'], says: string, more: Partial<PlaybookStep> = {}) =>
    // What ended too late is told by nobody: the attempt has its end already.
    signal.aborted
      ? Promise.resolve(undefined)
      : ports.record('playbook.step', { run, step: index, action: id, state, key, says, ...more });

  const skipped = whySkipped(step, at.before, number, incident);
  if (skipped !== undefined) {
    await tell('skipped', skipped);
    return ['skipped', skipped];
  }
  const looked = await look(action, input, ports, signal);
  if (typeof looked === 'string') {
    await tell('failed', looked);
    return ['failed', looked];
  }
  const begun = await tell('begun', looked.would, { input, before: looked.before });
  // What is not in the log would not be found after a crash: it is not done.
  if (isRefusal(begun)) return ['failed', `It could not be recorded, so nothing was done. ${begun.message}`];
  const msMax = step.timeoutMs ?? playbook.timeoutMs;
  const why = await withDeadline(
    async (ending) => {
      const deed = { input, before: looked.before, key, incident: incident.id };
      const made = await attempted(() => action.run(deed, ports.means, ending));
      if (typeof made === 'string') return { why: made };
      const recorded = await tell('done', looked.would, { output: made.output });
      return { why: isRefusal(recorded) ? recorded.message : undefined };
    },
    msMax,
    ports.clock,
    signal,
  );
  const reason = why === 'late' ? `It took longer than ${msMax / 1_000} s.` : why.why;
  if (reason === undefined) return ['done', looked.would];
  await tell('failed', reason);
  return ['failed', reason];
}

const keyLength = 32;

/** What the action found, held against what may be done here; or why it is not done, as a sentence. */
async function look(
  action: EnginePorts['actions'][keyof EnginePorts['actions']],
  input: unknown,
  { rules, means }: EnginePorts,
  signal: AbortSignal,
): Promise<Looked<unknown> | string> {
  const forbidden = rules.whyNotAction(action.id);
  if (forbidden) return forbidden.message;
  const found = await attempted(async () => action.look(input, means, signal));
  if (typeof found === 'string') return found;
  const looked = found.output as Looked<unknown>;
  for (const path of looked.writes ?? []) {
    const why = rules.whyNotWritten(path);
    if (why) return why.message;
  }
  return looked;
}

/** A refusal or an error as a sentence. */
async function attempted(work: () => Promise<unknown>): Promise<string | { readonly output: unknown }> {
  try {
    const output = await work();
    return isRefusal(output) ? output.message : { output };
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    return messageOf(thrown);
  }
}

function whySkipped(
  { when }: Step,
  before: How | undefined,
  number: number,
  { facts }: Incident,
): string | undefined {
  if (!when) return undefined;
  const { before: wanted, attempt_at_least: least = 1, incident = {} } = when;
  if (number < least) return `It is for attempt ${least} and later ones.`;
  if (wanted !== undefined && before !== wanted)
    return `It is for when the step before it is ${wanted}, and that is ${before ?? 'none'}.`;
  const mismatch = whyNoMatch(incident, facts);
  return mismatch === undefined ? undefined : `It is for another incident: ${mismatch}.`;
}

/** What a playbook would do, a sentence a step, without doing anything. */
export async function dryRun(
  playbook: Playbook,
  incident: Incident,
  ports: EnginePorts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const would: string[] = [];
  for (const step of playbook.steps) {
    if (whySkipped(step, would.length === 0 ? undefined : 'done', 1, incident) !== undefined) continue;
    const input = filledIn(step.input, incident.facts);
    const looked = await look(ports.actions[step.action], input, ports, signal);
    would.push(typeof looked === 'string' ? `\`${step.action}\` would not be done: ${looked}` : looked.would);
  }
  return would;
}
