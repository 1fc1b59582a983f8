import { ts } from '../../../services/analysis/typescript.ts';

/** How many lines of a node hold code: blank lines and lines of nothing but comments do not count. */
export function linesOfCode(node: ts.Node): number {
  return linesOfCodeBetween(node.getSourceFile(), node.getStart(), node.end);
}

export function linesOfCodeBetween(source: ts.SourceFile, start: number, end: number): number {
  const lines = codeLinesOf(source);
  const last = source.getLineAndCharacterOfPosition(end).line;
  let count = 0;
  for (let line = source.getLineAndCharacterOfPosition(start).line; line <= last; line++)
    if (lines.has(line)) count++;
  return count;
}

const cache = new WeakMap<ts.SourceFile, ReadonlySet<number>>();

/** The lines where something begins or ends, and all lines of a text that spans several. */
function codeLinesOf(source: ts.SourceFile): ReadonlySet<number> {
  const known = cache.get(source);
  if (known) return known;
  const lines = new Set<number>();
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    let children = 0;
    ts.forEachChild(node, (child) => {
      children += 1;
      visit(child);
    });
    const start = node.getStart(source);
    if (start === node.end) return;
    const first = lineAt(start);
    const last = lineAt(node.end);
    if (children === 0) for (let line = first; line < last; line++) lines.add(line);
    lines.add(first).add(last);
  };
  ts.forEachChild(source, visit);
  cache.set(source, lines);
  return lines;
}
