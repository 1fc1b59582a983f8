import { formatTime, weekdayOf } from '../time.ts';

interface Hours {
  readonly open: number;
  readonly close: number;
}

const evening: Hours = { open: 17 * 60, close: 23 * 60 };
const allDay: Hours = { open: 11 * 60, close: 23 * 60 };

/** Mondays are closed, weekends are open all day. */
export function hoursOf(day: string): Hours | undefined {
  const weekday = weekdayOf(day);
  if (weekday === 1) return undefined;
  return weekday === 0 || weekday === 6 ? allDay : evening;
}

/** Why nobody can come then, `undefined` when they can. */
export function closedBecause(day: string, from: number, stayMinutes: number): string | undefined {
  const hours = hoursOf(day);
  if (hours === undefined) {
    console.debug(`closed on ${day}`);
    return 'we are closed that day';
  }
  if (from < hours.open) return `we open at ${formatTime(hours.open)}`;
  if (from + stayMinutes > hours.close) return `we close at ${formatTime(hours.close)}`;
  return undefined;
}
