import type { Refusal } from '../../base/index.ts';
import type { ChangeSet } from '../../protocol/index.ts';
import type { Restore } from './restore.ts';

/** What may be written; a refusal says who forbids it. `path` is relative to the root, with `/`. */
export interface WriteRules {
  whyNotWritten(path: string): Refusal | undefined;
}

/** The same restore, which applies nothing that is forbidden. What was applied before can always be taken back. */
export function applyUnderRules(restore: Restore, rules: WriteRules): Restore {
  const whyNot = ({ files }: ChangeSet) =>
    files.map(({ path }) => rules.whyNotWritten(path)).find((why) => why !== undefined);
  return {
    ...restore,
    apply: async (change, title, signal) => whyNot(change) ?? restore.apply(change, title, signal),
    begin: async (change, title, signal) => whyNot(change) ?? restore.begin(change, title, signal),
  };
}
