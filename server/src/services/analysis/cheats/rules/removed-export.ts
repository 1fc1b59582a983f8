import { ts } from '../../typescript.ts';
import type { ChangeView, Side } from '../change-view.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf } from '../syntax.ts';
import { unitsOf } from '../units.ts';

/** A name others could import, or a public member of an exported class, that is gone. */
export const removedExport = defineCheat({
  id: 'removed_export',
  title: 'Something exported is removed',
  severity: 'behaviour',
  *find(change) {
    const kept = new Set(exportsOf(change.after).map(({ name }) => name));
    const passedOn = reexportsEverything(change);
    const renamed = renamedUnits(change);
    for (const { name, file, line } of exportsOf(change.before)) {
      if (kept.has(name) || passedOn.has(file) || renamed.has(name)) continue;
      yield { file, line, message: `${name} could be used from outside and is gone.` };
    }
  },
});

interface Exported {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

function exportsOf(sides: readonly Side[]): readonly Exported[] {
  return collect(
    sides.filter((side) => side.place === 'source'),
    (node, side) =>
      exportedNames(node).map((name): Exported => ({ name, file: side.path, line: lineOf(node) })),
  );
}

function exportedNames(node: ts.Node): readonly string[] {
  if (ts.isExportSpecifier(node)) return [node.name.text];
  if (ts.isExportAssignment(node)) return [];
  if (ts.isBinaryExpression(node)) return commonjsNames(node);
  const own =
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!own) return [];
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap((declaration) =>
      ts.isIdentifier(declaration.name)
        ? [declaration.name.text, ...members(declaration.name.text, declaration.initializer)]
        : [],
    );
  }
  if (ts.isClassDeclaration(node)) return node.name ? [node.name.text, ...classMembers(node)] : [];
  const named =
    ts.isFunctionDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node);
  return named && node.name ? [node.name.text] : [];
}

function members(owner: string, value: ts.Expression | undefined): readonly string[] {
  if (!value || !ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((property) =>
    property.name ? [`${owner}.${property.name.getText()}`] : [],
  );
}

function classMembers(node: ts.ClassDeclaration): readonly string[] {
  return node.members.flatMap((member) => {
    const hidden =
      ts.canHaveModifiers(member) &&
      ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
    if (
      hidden ||
      !member.name ||
      ts.isPrivateIdentifier(member.name) ||
      member.name.getText().startsWith('_')
    )
      return [];
    return [`${node.name?.text ?? 'default'}.${member.name.getText()}`];
  });
}

/** `exports.save = …` and `module.exports = { save, load }`. */
function commonjsNames(node: ts.BinaryExpression): readonly string[] {
  if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return [];
  const target = node.left.getText();
  const single = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1];
  if (single !== undefined) return [single];
  if (target !== 'module.exports' || !ts.isObjectLiteralExpression(node.right)) return [];
  return node.right.properties.flatMap((property) => (property.name ? [property.name.getText()] : []));
}

/** Files that pass on all of another module now, which may hold what they held. */
function reexportsEverything(change: ChangeView): ReadonlySet<string> {
  return new Set(
    collect(change.after, (node, side) =>
      ts.isExportDeclaration(node) && !node.exportClause ? side.path : undefined,
    ),
  );
}

/** Old names of functions that the same change gives a new name everywhere. */
function renamedUnits(change: ChangeView): ReadonlySet<string> {
  const { became } = unitsOf(change);
  return new Set(
    [...became]
      .filter(([before, after]) => before.name !== after.name && (after.exported || !before.exported))
      .map(([before]) => before.name),
  );
}
