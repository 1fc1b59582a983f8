import { ts } from '../../../../../services/analysis/typescript.ts';
import { spanOf } from '../print/body.ts';
import { firstOf, nodesOf, type Range } from '../range.ts';

/** The texts of the comments that are taken out of a file together with a range. */
export function commentsIn(range: Range): readonly string[] {
  const source = firstOf(range).getSourceFile();
  const { start, end } = spanOf(range);
  const found = new Map<number, string>();
  const note = (comments: readonly ts.CommentRange[] | undefined) => {
    for (const { pos, end: to } of comments ?? [])
      if (pos >= start && to <= end) found.set(pos, source.text.slice(pos, to).replace(/\s+/g, ' '));
  };
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(source);
    if (children.length === 0) {
      note(ts.getLeadingCommentRanges(source.text, node.pos));
      note(ts.getTrailingCommentRanges(source.text, node.end));
    }
    children.forEach(visit);
  };
  nodesOf(range).forEach(visit);
  return [...found.values()];
}
