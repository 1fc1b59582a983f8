import type { Span } from '../../../../protocol/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';

/**
 * Whether a site can be at a caret or a selection at all. It looks only at what is touched, so that a caret elsewhere
 * costs next to nothing however long the file is; `true` may turn out to be nothing.
 */
export function mayTouchSite(source: ts.SourceFile, span: Span, words: RegExp): boolean {
  const visit = (node: ts.Node): boolean => {
    if (node.pos > span.end || node.end < span.start) return false;
    if (ts.isCatchClause(node)) return true;
    if (isWhole(node)) return words.test(source.text.slice(node.pos, node.end));
    return ts.forEachChild(node, visit) ?? false;
  };
  return ts.forEachChild(source, visit) ?? false;
}

/** What is judged by its words: anything but what other statements and members stand in. */
function isWhole(node: ts.Node): boolean {
  if (ts.isExpression(node) || ts.isExpressionStatement(node) || ts.isVariableStatement(node)) return true;
  return ts.isReturnStatement(node) || ts.isPropertyDeclaration(node) || ts.isThrowStatement(node);
}
