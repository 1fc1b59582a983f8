import { ts } from '../../../../services/analysis/typescript.ts';
import { baseNameOf } from './modules.ts';
import { functionAround } from './scope.ts';

/**
 * What the code at a node calls itself in its logs: the name its function uses most, else its file, else the name of the
 * file.
 */
export function namespaceOf(site: ts.Node, logger: string, path: string): string {
  const around = functionAround(site);
  const close = around && mostUsed(around, logger);
  return close ?? mostUsed(site.getSourceFile(), logger) ?? baseNameOf(path);
}

function mostUsed(root: ts.Node, logger: string): string | undefined {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [first] = node.arguments;
      if (node.expression.expression.getText() === logger && first && ts.isStringLiteralLike(first)) {
        if (first.text !== '') counts.set(first.text, (counts.get(first.text) ?? 0) + 1);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0];
}
