import { bug } from '../../../../base/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import type { SyntaxFile } from '../../intent.ts';
import { bindBuiltin } from './binding.ts';
import { ancestorsOf, lookup, namesOf } from './scope.ts';
import type { Style } from '../../syntax/index.ts';

/** Files that are looked at to see how the project spells the modules of Node. */
const modelsMax = 50;

/** Names for `inspect` where a file calls something else by that name. */
const otherNames = ['inspectValue', 'inspectForLog', 'utilInspect'];

/** The name under which `inspect` of `node:util`, which writes any value as the console would, can be called at a node. */
export function inspectNameAt(node: ts.Node): string {
  const visible = lookup(node, 'inspect');
  if (!visible || isOfUtil(visible)) return 'inspect';
  const taken = namesOf(node.getSourceFile());
  return otherNames.find((name) => !taken.has(name)) ?? bug('every name for `inspect` is taken.');
}

/** Brings `inspect` into scope under a name of `inspectNameAt`; `undefined` when it is there. */
export function importInspect(
  local: string,
  source: ts.SourceFile,
  file: SyntaxFile,
  style: Style,
): { readonly position: number; readonly newText: string } | undefined {
  const [first] = source.statements;
  const visible = first && lookup(first, local);
  if (visible && isOfUtil(visible)) return undefined;
  const specifier = usesPrefix(file) ? 'node:util' : 'util';
  return bindBuiltin(file, source, style, { name: 'inspect', local }, specifier);
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
