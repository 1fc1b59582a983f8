import {
  durationMs,
  type ActionId,
  type IncidentFact,
  type PlaybookFile,
  type playbookOrigins,
  type StepTest,
  type WrittenPlaybook,
} from '../../../protocol/index.ts';

export type PlaybookOrigin = (typeof playbookOrigins)[number];

/** What is known of an incident, as text. */
export type Facts = Readonly<Partial<Record<IncidentFact, string>>>;

export interface Step {
  readonly action: ActionId;
  /** Before the facts of an incident take the place of `$name`. */
  readonly input: unknown;
  readonly when?: StepTest;
  readonly timeoutMs?: number;
  readonly onFailure: 'stop' | 'continue';
}

/** A playbook that is right. */
export interface Playbook extends Pick<
  WrittenPlaybook,
  'id' | 'title' | 'why' | 'trigger' | 'undo' | 'attempts' | 'risk' | 'escalation'
> {
  readonly origin: PlaybookOrigin;
  /** The file that it stands in, as a person would name it. */
  readonly file: string;
  readonly match: NonNullable<WrittenPlaybook['match']>;
  readonly preconditions: NonNullable<WrittenPlaybook['preconditions']>;
  readonly steps: readonly Step[];
  readonly goneWithinMs: number;
  readonly holdsForMs: number;
  readonly timeoutMs: number;
  readonly cooldownMs: number;
  readonly concurrency: { readonly key: string; readonly by: readonly IncidentFact[] };
  readonly group?: string;
  /** What Grace does not have yet, a sentence each; a playbook that waits is never used. */
  readonly waitsFor: readonly string[];
}

/** The playbook as the engine uses it. */
export function playbookOf(
  written: PlaybookFile['playbooks'][number],
  file: string,
  origin: PlaybookOrigin,
  waitsFor: readonly string[],
): Playbook {
  const { id, title, why, trigger, undo, attempts, risk, escalation, group, concurrency, completion } =
    written;
  const { holds_for: holdsFor } = completion;
  return {
    ...{ id, title, why, trigger, undo, attempts, risk, escalation, file, origin, waitsFor },
    match: written.match ?? {},
    preconditions: written.preconditions ?? {},
    steps: written.steps.map(({ action, with: input = {}, when, timeout, on_failure: onFailure = 'stop' }) => ({
      ...{ action, input, onFailure },
      ...(when ? { when } : {}),
      ...(timeout === undefined ? {} : { timeoutMs: durationMs(timeout) }),
    })),
    goneWithinMs: durationMs(completion.symptom_gone_within),
    holdsForMs: holdsFor === undefined ? 0 : durationMs(holdsFor),
    timeoutMs: durationMs(written.timeout),
    cooldownMs: durationMs(written.cooldown),
    concurrency: { key: concurrency.key, by: concurrency.by ?? [] },
    ...(group === undefined ? {} : { group }),
  };
}
