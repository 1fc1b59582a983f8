import type { Span } from '../../../protocol/index.ts';
import { hunksOf } from '../../../services/proof/index.ts';

/** Where a span of `before` is in `after`; `undefined` when one of its lines was rewritten. */
export function shiftSpan(before: string, after: string, span: Span): Span | undefined {
  const starts = [0, ...[...before.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const lineAt = (offset: number) => starts.findLastIndex((start) => start <= offset);
  const first = lineAt(span.start);
  const last = lineAt(span.end);
  let shift = 0;
  for (const { start, length, lines } of hunksOf(before, after)) {
    if (start > last) break;
    if (start + length > first) return undefined;
    const removed = (starts[start + length] ?? before.length) - (starts[start] ?? before.length);
    shift += lines.join('').length - removed;
  }
  return { start: span.start + shift, end: span.end + shift };
}
