import { refused, type Refusal } from '../../../../base/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import type { SyntaxFile } from '../../intent.ts';
import { bindBuiltin } from './binding.ts';
import { ancestorsOf, lookup } from './scope.ts';
import type { Style } from './style.ts';

/** Files that are looked at to see how the project spells the modules of Node. */
const modelsMax = 50;

/** Brings `inspect` of `node:util` into scope, which writes any value as the console would. */
export function importInspect(
  source: ts.SourceFile,
  file: SyntaxFile,
  style: Style,
): { readonly position: number; readonly newText: string } | undefined {
  const [first] = source.statements;
  const visible = first && lookup(first, 'inspect');
  if (visible && isOfUtil(visible)) return undefined;
  return bindBuiltin(file, source, style, 'inspect', usesPrefix(file) ? 'node:util' : 'util');
}

/** Refused where `inspect` is the name of something else. */
export function whyNoInspect(node: ts.Node): Refusal | undefined {
  const visible = lookup(node, 'inspect');
  if (!visible || isOfUtil(visible)) return undefined;
  return refused(
    'A value has to be written with `inspect` of `node:util`, which means something else here: rename that first.',
  );
}

function isOfUtil(name: ts.Identifier): boolean {
  for (const at of ancestorsOf(name)) {
    if (ts.isImportDeclaration(at) || ts.isVariableStatement(at))
      return /['"](node:)?util['"]/.test(at.getText());
  }
  return false;
}

/** As the file does, else as the project does; modules with the prefix where neither says. */
function usesPrefix(file: SyntaxFile): boolean {
  const own = prefixIn(file.text);
  if (own !== undefined) return own;
  for (const path of file.surroundings.files().slice(0, modelsMax)) {
    const found = /\.[cm]?[jt]sx?$/.test(path) ? prefixIn(file.surroundings.read(path) ?? '') : undefined;
    if (found !== undefined) return found;
  }
  return true;
}

function prefixIn(text: string): boolean | undefined {
  if (/['"]node:\w+['"]/.test(text)) return true;
  return /['"](fs|path|os|url|util|http|https|events|crypto|stream|child_process)['"]/.test(text)
    ? false
    : undefined;
}
