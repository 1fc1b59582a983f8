import { gateNames, type GateName, type PayloadOf, type RefactorTask } from '../../../protocol/index.ts';
import type { RunResult } from '../batch/index.ts';
import type { Outcome } from '../refactor-service.ts';

type TaskDone = PayloadOf<'task.done'>;
type Places = TaskDone['places'];

/** The gates that a task wants to have run and passed. */
export function gatesWanted({ acceptance }: RefactorTask): readonly GateName[] {
  return gateNames.filter((name) => name !== 'parse' && acceptance[name] === true);
}

/** How a task ended, from how its run did. */
export function doneFrom(task: RefactorTask, result: RunResult, ms: number): TaskDone {
  const places = countOf(result);
  const outcome = outcomeOf(places, result.points.length);
  return {
    ...{ task: task.id, outcome, places, ms },
    summary: summaryOf(task, result, places),
    restorePoints: [...result.points],
  };
}

/** Of a task that could not be tried. */
export function doneRefused({ id }: RefactorTask, summary: string, ms: number): TaskDone {
  const places: Places = { applied: 0, proven: 0, checked: 0, failed: 0, refused: 0 };
  return { task: id, outcome: 'refused', summary, places, restorePoints: [], ms };
}

function countOf({ outcomes, applied }: RunResult): Places {
  const places: Places = { applied: 0, proven: 0, checked: 0, failed: 0, refused: 0 };
  for (const outcome of outcomes) {
    const isApplied = outcome.proposal !== undefined && applied.has(outcome.proposal.id);
    places[isApplied ? 'applied' : verdictOf(outcome)] += 1;
  }
  return places;
}

function verdictOf({ report, verdict }: Outcome) {
  return report?.verdict ?? verdict ?? 'refused';
}

/** What an attempt before this one applied counts as well. */
function outcomeOf({ proven, checked, failed, refused }: Places, restorePoints: number): TaskDone['outcome'] {
  if (restorePoints > 0) return 'applied';
  if (proven + checked > 0) return 'proposed';
  if (failed > 0) return 'failed';
  return refused > 0 ? 'refused' : 'nothing';
}

function summaryOf(task: RefactorTask, result: RunResult, places: Places): string {
  const counted = Object.entries(places).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
  const said = [counted.length > 0 ? `${counted.join(', ')}.` : 'There was nothing to do.'];
  const held = heldBack(task, result);
  if (held !== undefined) said.push(held);
  if (result.refusal) said.push(`Not everything could be applied: ${result.refusal.message}`);
  const [first] = result.outcomes;
  if (result.outcomes.length === 1 && first && places.applied + places.proven === 0)
    said.push(first.refusal?.message ?? first.report?.summary ?? '');
  return said.join(' ').trim();
}

/** Why what is proven was not applied, where the task asked for gates that did not run. */
function heldBack(task: RefactorTask, { outcomes, applied }: RunResult): string | undefined {
  const wanted = gatesWanted(task);
  if (!task.autoMerge || wanted.length === 0) return undefined;
  const missing = new Set(
    outcomes.flatMap(({ proposal, report }) =>
      proposal && report && !applied.has(proposal.id)
        ? wanted.filter((name) => report.gates[name].status !== 'pass')
        : [],
    ),
  );
  return missing.size === 0
    ? undefined
    : `The task wants ${[...missing].join(' and ')} to run and pass, and not everywhere they did.`;
}
