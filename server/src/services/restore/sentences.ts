/** `a`, `a and b`, `a, b and 3 more`. */
export function named(items: readonly string[], namedMax = 3): string {
  if (items.length === 0) return 'nothing';
  if (items.length === 1) return items[0] ?? '';
  if (items.length <= namedMax) return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
  return `${items.slice(0, namedMax).join(', ')} and ${items.length - namedMax} more`;
}

export function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
