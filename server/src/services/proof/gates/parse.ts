import type { GateResult, Problem } from '../../../protocol/index.ts';
import type { ChangeFacts } from '../../analysis/index.ts';

/**
 * The first gate, from facts that need only syntax: the change adds no syntax error and does not cheat. A cheat (a
 * suppression comment, a deleted test, a loosened config) counts as a new problem of the tool `grace` with the rule as
 * its code: it makes the verdict `failed`, because every later gate would be green for the wrong reason.
 */
export function parseGate(facts: ChangeFacts, ms: number): GateResult {
  const cheats: Problem[] = facts.cheats.map(({ rule, file, line, message }) => ({
    tool: 'grace',
    code: rule,
    message,
    file,
    ...(line > 0 ? { line } : {}),
  }));
  const newProblems = [...facts.parseProblems, ...cheats];
  return { status: newProblems.length > 0 ? 'fail' : 'pass', ms, newProblems };
}
