import { ts } from '../../../../services/analysis/typescript.ts';
import { baseNameOf } from './modules.ts';

/** What this file calls itself in its logs: the name it uses most, else the name of the file. */
export function namespaceOf(source: ts.SourceFile, logger: string, path: string): string {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [first] = node.arguments;
      if (node.expression.expression.getText() === logger && first && ts.isStringLiteralLike(first)) {
        counts.set(first.text, (counts.get(first.text) ?? 0) + 1);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? baseNameOf(path);
}
