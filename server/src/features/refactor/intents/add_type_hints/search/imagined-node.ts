import { ts } from '../../../../../services/analysis/typescript.ts';
import type { TextEdit } from '../../../intent.ts';
import { isFunctionNode, type Declaration, type FunctionNode } from '../slots/declarations.ts';

/** The function of a declaration in the text with edits made. */
export function functionAfter(
  { node, span }: Declaration,
  source: ts.SourceFile,
  edits: readonly TextEdit[],
): FunctionNode | undefined {
  return functionAt(source, moved(span.start, edits), node.kind);
}

function functionAt(source: ts.SourceFile, start: number, kind: ts.SyntaxKind): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end <= start) return;
    if (node.kind === kind && isFunctionNode(node) && node.getStart(source) === start) found ??= node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Where an offset of the old text is in the new one. */
function moved(offset: number, edits: readonly TextEdit[]): number {
  return edits.reduce(
    (at, { span, newText }) => (span.end <= offset ? at + newText.length - (span.end - span.start) : at),
    offset,
  );
}
