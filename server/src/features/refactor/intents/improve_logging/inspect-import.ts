import type { ts } from '../../../../services/analysis/typescript.ts';
import type { SyntaxFile } from '../../intent.ts';
import { bindBuiltin } from './binding.ts';
import type { Style } from './style.ts';

/** Brings `inspect` of `node:util` into scope, which writes any value as the console would. */
export function importInspect(
  source: ts.SourceFile,
  file: SyntaxFile,
  style: Style,
): { readonly position: number; readonly newText: string } | undefined {
  const isThere = source.statements.some(
    (statement) =>
      /\binspect\b/.test(statement.getText()) && /['"](node:)?util['"]/.test(statement.getText()),
  );
  if (isThere) return undefined;
  const usesPrefix =
    /['"]node:\w+/.test(source.text) ||
    !/['"](fs|path|os|url|http|https|events|crypto|stream|child_process)['"]/.test(source.text);
  return bindBuiltin(file, source, style, 'inspect', usesPrefix ? 'node:util' : 'util');
}
