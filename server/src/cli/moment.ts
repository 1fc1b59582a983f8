const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const ago = /^(?<count>\d+)(?<unit>[smhd])$/u;

/** The moment that words such as `2h`, `7d` or an ISO 8601 time mean, in milliseconds since the Unix epoch. */
export function momentBefore(words: string, nowMs: number): number | undefined {
  const groups = ago.exec(words)?.groups;
  if (groups) return nowMs - Number(groups['count']) * unitsMs[groups['unit'] as keyof typeof unitsMs];
  // Only what is surely a date: the parser of the language takes almost any words.
  const timeMs = /^\d{4}-\d{2}-\d{2}/u.test(words) ? Date.parse(words) : Number.NaN;
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
