import { reachOf, type ActionId, type WorldFact } from '../../../protocol/index.ts';
import { limits } from '../limits.ts';
import { specificityOf, whyNoMatch } from '../playbooks/conditions.ts';
import type { Playbook } from '../playbooks/playbook.ts';
import type { Book } from './book.ts';
import type { Incident, World } from './ports.ts';

/** What is to be done about an incident. */
export type Choice =
  | { readonly kind: 'run'; readonly playbook: Playbook; readonly key: string }
  /** The next that may be tried is left alone until then. */
  | { readonly kind: 'wait'; readonly untilMs: number }
  /** Why none of those that answer to the trigger is used, a sentence each. */
  | { readonly kind: 'none'; readonly reasons: readonly string[] };

export interface ChoiceGrounds {
  readonly playbooks: readonly Playbook[];
  readonly world: World;
  readonly book: Book;
  readonly nowMs: number;
  /** How often each helped at least, where that is known. */
  readonly helped: ReadonlyMap<string, number>;
}

/**
 * Chooses the playbook to try next: those that ship before those of a workspace, of these the one that asks most of the
 * incident, of these the one that helped most often.
 */
export function choose(incident: Incident, grounds: ChoiceGrounds): Choice {
  const { playbooks, book, nowMs } = grounds;
  const reasons: string[] = [];
  const waits: number[] = [];
  if (book.attempts(incident.id) >= limits.attemptsPerIncidentMax)
    return { kind: 'none', reasons: [`It was tried ${limits.attemptsPerIncidentMax} times in all.`] };
  for (const playbook of inOrder(playbooks, incident, grounds.helped)) {
    const why = whyNotNow(playbook, incident, grounds);
    if (why !== undefined) {
      reasons.push(`\`${playbook.id}\` was not used: ${why}.`);
      continue;
    }
    const key = concurrencyKeyOf(playbook, incident);
    const since = nowMs - limits.runsWindowMs;
    if (book.runsSince(playbook.id, key, since) >= limits.runsPerWindowMax) {
      reasons.push(`\`${playbook.id}\` was not used: it ran ${limits.runsPerWindowMax} times lately.`);
      continue;
    }
    const endedMs = book.lastEndedMs(playbook.id, key);
    const untilMs = endedMs === undefined ? nowMs : endedMs + playbook.cooldownMs;
    if (untilMs <= nowMs) return { kind: 'run', playbook, key };
    if (untilMs - nowMs <= limits.cooldownWaitMsMax) waits.push(untilMs);
    else reasons.push(`\`${playbook.id}\` was not used: it is left alone for a while after an attempt.`);
  }
  return waits.length > 0 ? { kind: 'wait', untilMs: Math.min(...waits) } : { kind: 'none', reasons };
}

/** What attempts that must not meet have in common. */
export function concurrencyKeyOf({ concurrency: { key, by } }: Playbook, { facts }: Incident): string {
  return [key, ...by.map((fact) => facts[fact] ?? '')].join(' ');
}

function inOrder(
  playbooks: readonly Playbook[],
  { trigger }: Incident,
  helped: ReadonlyMap<string, number>,
): readonly Playbook[] {
  const origin = (playbook: Playbook) => (playbook.origin === 'bundled' ? 0 : 1);
  return playbooks
    .filter((playbook) => playbook.trigger === trigger)
    .sort(
      (one, other) =>
        origin(one) - origin(other) ||
        specificityOf(other.match) - specificityOf(one.match) ||
        (helped.get(other.id) ?? 0) - (helped.get(one.id) ?? 0) ||
        (one.id < other.id ? -1 : 1),
    );
}

function whyNotNow(
  playbook: Playbook,
  incident: Incident,
  { world, book }: ChoiceGrounds,
): string | undefined {
  const [waits] = playbook.waitsFor;
  if (waits !== undefined) return waits.replace(/^It waits/u, 'it waits').replace(/\.$/u, '');
  const mismatch = whyNoMatch(playbook.match, incident.facts);
  if (mismatch !== undefined) return mismatch;
  if (book.attempts(incident.id, playbook.id) >= playbook.attempts)
    return `it was tried ${playbook.attempts} ${playbook.attempts === 1 ? 'time' : 'times'}`;
  return whyWorldForbids(playbook, world);
}

function whyWorldForbids({ preconditions, steps }: Playbook, world: World): string | undefined {
  for (const [fact, wanted] of Object.entries(preconditions) as [WorldFact, boolean][])
    if (world[fact] !== wanted) return worldWords[fact][wanted ? 'isNot' : 'is'];
  if (world.safe_mode) return worldWords.safe_mode.is;
  if (!steps.some(({ action }) => reachOf(action) === 'workspace')) return undefined;
  if (!world.trusted) return worldWords.trusted.isNot;
  if (!steps.some(({ action }) => changesWorkspace(action))) return undefined;
  if (world.typing) return worldWords.typing.is;
  return world.mid_merge && preconditions.mid_merge !== true ? worldWords.mid_merge.is : undefined;
}

const worldWords: Readonly<Record<WorldFact, { readonly is: string; readonly isNot: string }>> = {
  trusted: { is: 'the workspace is trusted', isNot: 'the workspace is not trusted' },
  mid_merge: { is: 'git is in the middle of a merge', isNot: 'git is not in the middle of a merge' },
  typing: { is: 'somebody is typing', isNot: 'nobody is typing' },
  safe_mode: { is: 'Grace changes nothing just now', isNot: 'Grace is not in safe mode' },
  recording: { is: 'the log takes records', isNot: 'the log takes no records' },
};

const changing: ReadonlySet<ActionId> = new Set([
  'apply_patch',
  'run_tool',
  'reinstall_dependencies',
  'restart_service',
]);

/** What a person has to have allowed before it happens by itself. */
export function changesWorkspace(action: ActionId): boolean {
  return changing.has(action);
}
