import type { z } from 'zod';
import { bug, isRefusal, refused, type Refusal } from '../../../base/index.ts';
import type { ActionId } from '../../../protocol/index.ts';
import type { ActionPorts } from './ports.ts';

/** What an action found before it does anything: its dry run is this and nothing more. */
export interface Looked<Before> {
  /** What it would do, as a sentence. */
  readonly would: string;
  /** What it is taken back by. It goes into the log: small, and never the content of a file. */
  readonly before: Before;
  /** Files of the workspace that it writes, held against the access rules. */
  readonly writes?: readonly string[];
}

/** One use of an action. */
export interface Deed<Input, Before> {
  readonly input: Input;
  readonly before: Before;
  /** The same for the same step of the same attempt, whenever it is asked for: what has it is done once. */
  readonly key: string;
  readonly incident: string;
}

export interface ActionSpecification<Id extends ActionId, Input, Before, Output> {
  readonly id: Id;
  readonly title: string;
  /** Made when they are first asked for. */
  readonly input: () => z.ZodType<Input>;
  readonly before: () => z.ZodType<Before>;
  readonly output: () => z.ZodType<Output>;
  /** How it is taken back, or why it needs not be. */
  readonly undo: {
    readonly says: string;
    run?(deed: Deed<Input, Before>, ports: ActionPorts, signal: AbortSignal): Promise<Refusal | undefined>;
  };
  look(input: Input, ports: ActionPorts, signal: AbortSignal): Promise<Looked<Before> | Refusal>;
  /** A refusal says why it did not do it: then nothing was changed, or the undo is still of use. */
  run(deed: Deed<Input, Before>, ports: ActionPorts, signal: AbortSignal): Promise<Output | Refusal>;
}

/** An action as the engine uses it: what it is given and gives is parsed at the door. */
export interface Action {
  readonly id: ActionId;
  readonly title: string;
  readonly input: () => z.ZodType;
  readonly output: () => z.ZodType;
  readonly undoSays: string;
  readonly canBeUndone: boolean;
  /** Set while it is not built: what is missing, as part of a sentence. */
  readonly waitsFor?: string;
  look(input: unknown, ports: ActionPorts, signal: AbortSignal): Promise<Looked<unknown> | Refusal>;
  run(deed: Deed<unknown, unknown>, ports: ActionPorts, signal: AbortSignal): Promise<unknown>;
  undo(deed: Deed<unknown, unknown>, ports: ActionPorts, signal: AbortSignal): Promise<Refusal | undefined>;
}

export function defineAction<Id extends ActionId, Input, Before, Output>(
  action: ActionSpecification<Id, Input, Before, Output>,
): Action {
  const { id, title, undo } = action;
  const input = lazily(action.input);
  const before = lazily(action.before);
  const output = lazily(action.output);
  const deedOf = (deed: Deed<unknown, unknown>): Deed<Input, Before> | Refusal => {
    const given = input().safeParse(deed.input);
    const found = before().safeParse(deed.before);
    if (!given.success || !found.success) return unfit(id);
    return { ...deed, input: given.data, before: found.data };
  };
  return {
    ...{ id, title, input, output, undoSays: undo.says, canBeUndone: undo.run !== undefined },
    async look(given, ports, signal) {
      const parsed = input().safeParse(given);
      return parsed.success ? action.look(parsed.data, ports, signal) : unfit(id);
    },
    async run(given, ports, signal) {
      const deed = deedOf(given);
      if (isRefusal(deed)) return deed;
      const made = await action.run(deed, ports, signal);
      return isRefusal(made) ? made : output().parse(made);
    },
    async undo(given, ports, signal) {
      if (!undo.run) return undefined;
      const deed = deedOf(given);
      return isRefusal(deed) ? deed : undo.run(deed, ports, signal);
    },
  };
}

/** An action that has no means yet. Playbooks name it, and wait for it. */
export function definePlannedAction(
  action: Pick<ActionSpecification<ActionId, unknown, unknown, unknown>, 'id' | 'title' | 'input'> & {
    readonly undo: string;
    readonly waitsFor: string;
  },
): Action {
  const { id, title, input, waitsFor } = action;
  const never = () => bug(`${id} is planned, and was used`);
  return {
    ...{ id, title, waitsFor, undoSays: action.undo, canBeUndone: false, look: never, run: never },
    ...{ input: lazily(input), output: never, undo: never },
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function unfit(id: ActionId): Refusal {
  return refused(`\`${id}\` was given what it does not take: \`grace playbooks check\` says what is wrong.`);
}
