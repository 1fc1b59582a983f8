import type { ts } from '../../../services/analysis/typescript.ts';

/**
 * Computes something about a parsed file once, however often the caret moves in it. Only for what the file alone says:
 * other files may change while this one stays.
 */
export function oncePerSource<T>(compute: (source: ts.SourceFile) => T): (source: ts.SourceFile) => T {
  const known = new WeakMap<ts.SourceFile, { readonly value: T }>();
  return (source) => {
    const kept = known.get(source);
    if (kept) return kept.value;
    const value = compute(source);
    known.set(source, { value });
    return value;
  };
}
