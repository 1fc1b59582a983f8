import type { ChangeSet } from '../../../protocol/index.ts';
import type { CheatFinding } from '../analysis.ts';
import { viewChange } from './change-view.ts';
import { cheatRules } from './registry.ts';
import type { CheatRule } from './rule.ts';

/**
 * Everything in `change` that makes it look better than it is, by file and line. An empty answer means "nothing found by
 * these rules", never "correct": that is for the gates to say.
 */
export function findCheats(
  change: ChangeSet,
  rules: readonly CheatRule[] = cheatRules,
): readonly CheatFinding[] {
  const view = viewChange(change);
  const findings = new Map<string, CheatFinding>();
  for (const rule of rules) {
    for (const { file, line, message } of rule.find(view)) {
      const key = `${rule.id}\0${file}\0${line}\0${message}`;
      findings.set(key, { rule: rule.id, severity: rule.severity, file, line, message });
    }
  }
  return [...findings.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.rule.localeCompare(b.rule),
  );
}
