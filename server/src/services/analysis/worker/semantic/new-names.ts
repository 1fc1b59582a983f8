import type { ChangeSet } from '../../../../protocol/index.ts';
import { ts } from '../../typescript.ts';
import { isSourcePath } from '../paths.ts';
import { parseSource } from '../syntax/parse-cache.ts';

/** The trees of both sides of a change, by path and text. */
export type Trees = Readonly<Record<'before' | 'after', (path: string, text: string) => ts.SourceFile>>;

/**
 * What a change declares anew on the top level of a module (`name`) or in one of its classes (`Class.name`). Two changes
 * that each give such a name to something of theirs cannot both be made.
 */
export function newNames(
  change: ChangeSet,
  parsed: Trees = { before: parseSource, after: parseSource },
): readonly { readonly path: string; readonly name: string }[] {
  return change.files.flatMap(({ path, before, after }) => {
    if (before === null || after === null || !isSourcePath(path)) return [];
    const known = new Set(namesIn(parsed.before(path, before)));
    const fresh = new Set(namesIn(parsed.after(path, after)).filter((name) => !known.has(name)));
    return [...fresh].map((name) => ({ path, name }));
  });
}

function namesIn(source: ts.SourceFile): readonly string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) => boundIn(name));
    if (ts.isImportDeclaration(statement)) return importedBy(statement.importClause);
    if (ts.isClassDeclaration(statement)) return [...named(statement), ...membersOf(statement)];
    return ts.isFunctionDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement)
      ? named(statement)
      : [];
  });
}

function named({ name }: { readonly name?: ts.Identifier | undefined }): readonly string[] {
  return name ? [name.text] : [];
}

function boundIn(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundIn(element.name) : []));
}

function importedBy(clause: ts.ImportClause | undefined): readonly string[] {
  const bindings = clause?.namedBindings;
  const names = clause?.name ? [clause.name.text] : [];
  if (!bindings) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, bindings.name.text];
  return [...names, ...bindings.elements.map(({ name }) => name.text)];
}

function membersOf({ name, members }: ts.ClassDeclaration): readonly string[] {
  return members.flatMap((member) =>
    member.name && (ts.isIdentifier(member.name) || ts.isPrivateIdentifier(member.name))
      ? [`${name?.text ?? 'default'}.${member.name.text}`]
      : [],
  );
}
