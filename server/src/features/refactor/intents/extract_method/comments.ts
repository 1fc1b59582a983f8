import { ts } from '../../../../services/analysis/typescript.ts';

/** Where a node starts with the comments that belong to it: those above it without a blank line in between. */
export function startWithComments(node: ts.Node): number {
  const source = node.getSourceFile();
  const { text } = source;
  let start = node.getStart(source);
  for (const comment of (ts.getLeadingCommentRanges(text, node.pos) ?? []).toReversed()) {
    const between = text.slice(comment.end, start);
    if ((between.match(/\n/g) ?? []).length > 1) break;
    start = comment.pos;
  }
  return start;
}

/** Where a node ends with the comment behind it on its last line. */
export function endWithComments(node: ts.Node): number {
  const { text } = node.getSourceFile();
  const behind = (ts.getTrailingCommentRanges(text, node.end) ?? []).filter(
    (comment) =>
      !text.slice(node.end, comment.pos).includes('\n') && !/[^\s]/.test(lineRest(text, comment.end)),
  );
  return behind.at(-1)?.end ?? node.end;
}

function lineRest(text: string, from: number): string {
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? undefined : end);
}

/** The blanks that the line of an offset starts with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}
