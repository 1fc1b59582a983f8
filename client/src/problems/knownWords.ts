import { l10n } from 'vscode';
import type { KnownRemedy } from '../../../server/src/protocol/index.ts';

interface Seen {
  readonly seen: number;
  readonly firstSeen?: string | undefined;
  readonly lastSeen?: string | undefined;
}

/** `Seen 7 times since 3 days ago, last 5 minutes ago`. */
export function seenWords({ seen, firstSeen, lastSeen }: Seen, nowMs: number): string {
  if (seen === 0 || lastSeen === undefined || firstSeen === undefined) return l10n.t('Not seen here');
  const last = agoWords(lastSeen, nowMs);
  if (seen === 1) return l10n.t('Seen once, {0}', last);
  const first = agoWords(firstSeen, nowMs);
  return first === last
    ? l10n.t('Seen {0} times, last {1}', seen, last)
    : l10n.t('Seen {0} times, first {1}, last {2}', seen, first, last);
}

/** `repaired 6 times by Add the import`, or what else is known of remedies; `undefined` where nothing is. */
export function repairedWords(remedies: readonly KnownRemedy[]): string | undefined {
  const helped = remedies.filter((remedy) => remedy.helped > 0);
  const times = helped.reduce((sum, remedy) => sum + remedy.helped, 0);
  const names = (of: readonly KnownRemedy[]) => of.map(({ title }) => title).join(', ');
  if (times === 1) return l10n.t('repaired once by {0}', names(helped));
  if (times > 1) return l10n.t('repaired {0} times by {1}', times, names(helped));
  const tried = remedies.filter((remedy) => remedy.tried > 0);
  if (tried.length > 0) return l10n.t('{0} did not help', names(tried));
  return remedies.length > 0 ? l10n.t('{0} is said to help', names(remedies)) : undefined;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago a moment is, given in ISO 8601. */
export function agoWords(time: string, nowMs: number): string {
  const ms = nowMs - Date.parse(time);
  if (ms < minuteMs) return l10n.t('just now');
  if (ms < hourMs) return counted(Math.floor(ms / minuteMs), l10n.t('1 minute ago'), '{0} minutes ago');
  if (ms < dayMs) return counted(Math.floor(ms / hourMs), l10n.t('1 hour ago'), '{0} hours ago');
  return counted(Math.floor(ms / dayMs), l10n.t('yesterday'), '{0} days ago');
}

function counted(count: number, one: string, several: string): string {
  return count === 1 ? one : l10n.t(several, count);
}
