import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf, plainText } from '../syntax.ts';

/** Declarations that make up what an import or a name is, instead of importing or defining it. */
export const ambientShim = defineCheat({
  id: 'ambient_shim',
  title: 'A declaration invents a module or a name',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(shims(change.before), shims(change.after));
    for (const { side, line, key } of gained) {
      yield { file: side.path, line, message: `A declaration is added that makes up what it names: ${key}.` };
    }
  },
});

function shims(sides: readonly Side[]): readonly Mark[] {
  return collect(sides, (node, side): Mark | undefined => {
    const key = inventedName(node);
    return key === undefined ? undefined : { key, side, line: lineOf(node) };
  });
}

function inventedName(node: ts.Node): string | undefined {
  if (ts.isModuleDeclaration(node)) {
    const everything =
      ts.isStringLiteral(node.name) && (node.body === undefined || node.name.text.includes('*'));
    return everything ? `declare module ${plainText(node.name)}` : undefined;
  }
  const declared =
    (ts.isVariableStatement(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) &&
    node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword);
  return declared
    ? plainText(node)
        .replace(/[{(:=].*$/, '')
        .trim()
    : undefined;
}
