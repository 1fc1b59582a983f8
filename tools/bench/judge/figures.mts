/** A reason without the names and places of its site, so that equal reasons are counted together. */
export function shape(reason: string): string {
  return reason
    .replace(/`[^`]*`|“[^”]*”|'[^']*'/g, '…')
    .replace(/\S+\.ts:\d+/g, '…')
    .replace(/\b\d+\b/g, 'N');
}

export function shareOf(count: number, of: number): string {
  return `${of === 0 ? '–' : `${((100 * count) / of).toFixed(1)}%`} (${count} of ${of})`;
}

/** `3 of this, 1 of that`, the most frequent first. */
export function counted(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort((one, other) => other[1] - one[1]);
  return sorted.map(([value, count]) => `${count} ${value}`).join(', ') || 'none';
}
