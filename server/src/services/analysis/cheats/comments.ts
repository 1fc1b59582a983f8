import { ts } from '../typescript.ts';
import type { Side } from './change-view.ts';

export interface Comment {
  readonly side: Side;
  readonly text: string;
  readonly line: number;
  /** The first line of code after it, or before it on its own line. */
  readonly guards: string;
}

/** Comments of a parsed file; text in strings, templates and JSX that merely looks like a comment is none. */
export function commentsOf(side: Side): readonly Comment[] {
  const known = memory.get(side);
  if (known) return known;
  const source = side.code();
  const comments = source ? readComments(side, source) : [];
  memory.set(side, comments);
  return comments;
}

const memory = new WeakMap<Side, readonly Comment[]>();

function readComments(side: Side, source: ts.SourceFile): readonly Comment[] {
  const seen = new Map<number, Comment>();
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(source).filter((child) => !ts.isJSDoc(child));
    if (children.length > 0) {
      for (const child of children) visit(child);
      return;
    }
    if (node.kind === ts.SyntaxKind.JsxText) return;
    const leading = ts.getLeadingCommentRanges(side.text, node.pos) ?? [];
    const trailing = ts.getTrailingCommentRanges(side.text, node.pos) ?? [];
    for (const range of [...trailing, ...leading]) {
      if (range.pos < node.getStart(source) && !seen.has(range.pos)) {
        seen.set(range.pos, commentAt(side, source, range));
      }
    }
  };
  visit(source);
  return [...seen.values()].sort((a, b) => a.line - b.line);
}

function commentAt(side: Side, source: ts.SourceFile, range: ts.CommentRange): Comment {
  const lineStart = side.text.lastIndexOf('\n', range.pos - 1) + 1;
  const sameLine = side.text.slice(lineStart, range.pos).trim();
  const following = side.text.slice(range.end, range.end + 2_000).split('\n');
  const next = following
    .map((line) => line.trim())
    .find((line) => line !== '' && !/^(\/\/|\/\*|\*)/.test(line));
  return {
    side,
    text: side.text.slice(range.pos, range.end),
    line: source.getLineAndCharacterOfPosition(range.pos).line + 1,
    guards: sameLine === '' || sameLine === '{' ? (next ?? '') : sameLine,
  };
}
