import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangeSet } from '../../server/src/protocol/index.ts';
import { ts } from '../../server/src/services/analysis/typescript.ts';
import { startAnalysis } from './analysis.ts';

/** At most `count` honest edits of one line that every workspace can prove, spread over its sources. */
export async function honestChanges(folder: string, count: number): Promise<readonly ChangeSet[]> {
  const analysis = await startAnalysis(folder);
  const files = await analysis.sourceFiles([''], new AbortController().signal);
  await analysis.dispose();
  const changes: ChangeSet[] = [];
  for (const path of files) {
    if (!/(?:^|\/)(?:src|lib)\//.test(path) || /\.(?:test|spec)\.|\.d\.ts$|(?:^|\/)tests?\//.test(path))
      continue;
    const before = await readFile(join(folder, path), 'utf8');
    const after = nameReturned(path, before);
    if (after !== undefined) changes.push({ files: [{ path, before, after }] });
  }
  const stride = Math.max(1, Math.floor(changes.length / count));
  return changes.filter((_change, index) => index % stride === 0).slice(0, count);
}

/** Gives a returned value a name first. */
function nameReturned(path: string, text: string): string | undefined {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  let found: ts.ReturnStatement | undefined;
  const visit = (node: ts.Node): void => {
    if (!found && ts.isReturnStatement(node) && node.expression && ts.isBlock(node.parent)) {
      if (ts.isCallExpression(node.expression) || ts.isTemplateExpression(node.expression)) found = node;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (!found?.expression) return undefined;
  const start = found.getStart(source);
  const indent = ' '.repeat(source.getLineAndCharacterOfPosition(start).character);
  const named = `const returned = ${found.expression.getText(source)};\n${indent}return returned;`;
  return text.slice(0, start) + named + text.slice(found.end);
}
