import { bug } from '../../../../base/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import type { SyntaxFile } from '../../intent.ts';
import { boundNames, type ModuleReader } from './module-scope.ts';
import { folderOf, relativeTo } from './modules.ts';
import type { Usage } from './neighbours.ts';
import type { Style } from '../../syntax/index.ts';

/** One insertion that brings a name into scope. */
export interface Binding {
  readonly local: string;
  readonly position: number;
  readonly newText: string;
}

type Wanted = Omit<Usage, 'count' | 'target'> & { readonly target: string };

/** Imports a logger from a module of the workspace, as its neighbours do; an import that is there already is extended. */
export function bindModule(
  file: SyntaxFile,
  source: ts.SourceFile,
  style: Style,
  taken: ReadonlySet<string>,
  wanted: Wanted,
  reader: ModuleReader,
): Binding {
  const local = freeName(wanted.local, taken);
  if (wanted.clause === 'named') {
    const extended = extendImport(file, source, wanted, local, reader);
    if (extended) return extended;
  }
  const specifier = specifierFor(file, source, wanted, reader);
  const line = isCommonJs(file, source)
    ? requireLine(wanted, local, specifier, style)
    : importLine(wanted.clause, wanted.imported, local, specifier, style);
  return { local, ...insertion(source, [line], style) };
}

/** Imports a logging library and, with `made`, makes a logger of it. */
export function bindPackage(
  source: ts.SourceFile,
  style: Style,
  taken: ReadonlySet<string>,
  clause: 'default' | 'named',
  imported: string,
  specifier: string,
  made?: string,
): Binding {
  const isEsm = source.statements.some(ts.isImportDeclaration) || /\.([cm]?tsx?|mjs)$/.test(source.fileName);
  const name = made === undefined ? freeName(imported, taken) : imported;
  const line = isEsm
    ? importLine(clause, imported, name, specifier, style)
    : requireLine({ clause: clause === 'named' ? 'named' : 'require', imported }, name, specifier, style);
  if (made === undefined) return { local: name, ...insertion(source, [line], style) };
  const local = freeName('logger', taken);
  const lines = [line, '', `const ${local} = ${made}${style.semicolon}`];
  return { local, ...insertion(source, lines, style) };
}

/** Imports one name from a module of Node, where such imports stand: after the last of them, else first. */
export function bindBuiltin(
  file: SyntaxFile,
  source: ts.SourceFile,
  style: Style,
  { name, local }: { readonly name: string; readonly local: string },
  specifier: string,
): { readonly position: number; readonly newText: string } {
  const line = isCommonJs(file, source)
    ? requireLine({ clause: 'named', imported: name }, local, specifier, style)
    : importLine('named', name, local, specifier, style);
  const imports = source.statements.filter((statement) => isImport(statement));
  const [first] = imports;
  if (!first) return insertion(source, [line], style);
  const builtin = imports.findLast((statement) => isBuiltin(statement));
  if (builtin) return { position: endOfLine(source, builtin.end), newText: style.newline + line };
  return { position: first.getStart(), newText: line + style.newline };
}

/** Inserts lines below the imports of a file, or at its top. */
export function insertion(
  source: ts.SourceFile,
  lines: readonly string[],
  style: Style,
): { readonly position: number; readonly newText: string } {
  const last = lastImport(source);
  if (last) {
    return {
      position: endOfLine(source, last.end),
      newText: lines.map((line) => style.newline + line).join(''),
    };
  }
  const position = topOf(source);
  const above = /[^\r\n]\r?\n$/.test(source.text.slice(0, position)) ? style.newline : '';
  const below = /^(\r?\n|$)/.test(source.text.slice(position)) ? '' : style.newline;
  return { position, newText: above + lines.map((line) => line + style.newline).join('') + below };
}

const freeNames = ['log', 'appLogger', 'rootLogger', 'projectLogger'];

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const name = [wanted, ...freeNames].find((candidate) => !taken.has(candidate));
  return name ?? bug('every name for a logger is taken.');
}

function importLine(
  clause: Usage['clause'],
  imported: string,
  local: string,
  specifier: string,
  style: Style,
): string {
  const from = ` from ${style.quote}${specifier}${style.quote}${style.semicolon}`;
  if (clause === 'named')
    return `import { ${imported === local ? local : `${imported} as ${local}`} }${from}`;
  if (clause === 'namespace') return `import * as ${local}${from}`;
  return `import ${local}${from}`;
}

function requireLine(
  { clause, imported }: Pick<Usage, 'clause' | 'imported'>,
  local: string,
  specifier: string,
  style: Style,
): string {
  const call = `require(${style.quote}${specifier}${style.quote})`;
  if (clause === 'named') {
    const binding = imported === local ? local : `${imported}: ${local}`;
    return `const { ${binding} } = ${call}${style.semicolon}`;
  }
  return `const ${local} = ${call}${clause === 'default' ? '.default' : ''}${style.semicolon}`;
}

function isCommonJs(file: SyntaxFile, source: ts.SourceFile): boolean {
  if (/\.([cm]?tsx?|mjs)$/.test(file.path) || source.statements.some(ts.isImportDeclaration)) return false;
  if (
    file.path.endsWith('.cjs') ||
    /\brequire\(/.test(source.text) ||
    /\bmodule\.exports\b/.test(source.text)
  )
    return true;
  return file.surroundings.moduleKind === 'commonjs';
}

/** Adds the name to the braces of an import or `require` of the same module. */
function extendImport(
  file: SyntaxFile,
  source: ts.SourceFile,
  wanted: Wanted,
  local: string,
  reader: ModuleReader,
): Binding | undefined {
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const bindings = statement.importClause?.namedBindings;
      if (reader.resolve(file.path, statement.moduleSpecifier.text) !== wanted.target) continue;
      if (!bindings || !ts.isNamedImports(bindings) || boundNames(statement).length === 0) continue;
      if (statement.importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) continue;
      const last = bindings.elements.at(-1);
      const text = wanted.imported === local ? local : `${wanted.imported} as ${local}`;
      if (last) return { local, position: last.end, newText: separator(source, last) + text };
    }
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!ts.isObjectBindingPattern(name) || !initializer || !ts.isCallExpression(initializer)) continue;
      const [specifier] = initializer.arguments;
      if (initializer.expression.getText() !== 'require' || !specifier || !ts.isStringLiteral(specifier))
        continue;
      if (reader.resolve(file.path, specifier.text) !== wanted.target) continue;
      const last = name.elements.at(-1);
      const text = wanted.imported === local ? local : `${wanted.imported}: ${local}`;
      if (last && !last.dotDotDotToken) {
        return { local, position: last.end, newText: separator(source, last) + text };
      }
    }
  }
  return undefined;
}

/** A comma, and a line of its own where every name has one. */
function separator(source: ts.SourceFile, last: ts.Node): string {
  const gap = source.text.slice(last.getFullStart(), last.getStart());
  return /\n/.test(gap) ? `,${gap}` : ', ';
}

/** The alias the neighbours use, else a relative path whose ending is spelled as theirs or as this file's own imports. */
function specifierFor(file: SyntaxFile, source: ts.SourceFile, wanted: Wanted, reader: ModuleReader): string {
  if (wanted.specifier !== '' && !wanted.specifier.startsWith('.')) return wanted.specifier;
  const stem = wanted.target.replace(/\.[^./]+$/, '');
  const spelled =
    wanted.specifier === '' ? ownSpelling(file, source, wanted.target, reader) : endingOf(wanted.specifier);
  const isIndex =
    /(^|\/)index$/.test(stem) && wanted.specifier !== '' && !/index(\.\w+)?$/.test(wanted.specifier);
  const path = isIndex ? stem.replace(/\/?index$/, '') : stem;
  return relativeTo(folderOf(file.path), path) + (isIndex ? '' : spelled);
}

function endingOf(specifier: string): string {
  return /\.[cm]?[jt]sx?$/.exec(specifier)?.[0] ?? '';
}

function ownSpelling(file: SyntaxFile, source: ts.SourceFile, target: string, reader: ModuleReader): string {
  const written = endingOf(target);
  const emitted = written.replace('t', 'j');
  const { importedFiles } = ts.preProcessFile(source.text, true, true);
  const own = importedFiles.find(({ fileName }) => fileName.startsWith('.'))?.fileName;
  const model = own ?? modelImport(file, reader);
  if (model !== undefined) {
    const ending = endingOf(model);
    return ending === '' ? '' : /ts/.test(ending) ? written : emitted;
  }
  if (isCommonJs(file, source)) return '';
  const isStrict = file.surroundings.moduleKind === 'module' || /\.m[jt]s$/.test(file.path);
  return isStrict ? emitted : '';
}

const modelsMax = 50;

/** A relative import of another file of the package, to see how endings are spelled. */
function modelImport(file: SyntaxFile, reader: ModuleReader): string | undefined {
  for (const path of file.surroundings.files().slice(0, modelsMax)) {
    if (!/\.[cm]?[jt]sx?$/.test(path)) continue;
    const source = reader.parse(path);
    const found =
      source &&
      ts
        .preProcessFile(source.text, true, true)
        .importedFiles.find(({ fileName }) => fileName.startsWith('.'));
    if (found) return found.fileName;
  }
  return undefined;
}

function isImport(statement: ts.Statement): boolean {
  return ts.isImportDeclaration(statement) || isRequire(statement);
}

function isBuiltin(statement: ts.Statement): boolean {
  return /['"](node:[\w/]+|fs|path|os|util|http|https|events|crypto|url|stream|child_process)['"]/.test(
    statement.getText(),
  );
}

/** The last import or top-level `require` of the block that starts the file. */
function lastImport(source: ts.SourceFile): ts.Statement | undefined {
  let last: ts.Statement | undefined;
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) last = statement;
    else if (isRequire(statement)) last = statement;
    else if (!ts.isImportDeclaration(statement) && last && !isPrologue(statement)) break;
  }
  return last;
}

function isRequire(statement: ts.Statement): boolean {
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.every(
    ({ initializer }) => initializer !== undefined && /^require\(/.test(initializer.getText()),
  );
}

function isPrologue(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

function endOfLine(source: ts.SourceFile, position: number): number {
  const rest = /^[ \t]*(\/\/[^\r\n]*)?/.exec(source.text.slice(position));
  return position + (rest?.[0].length ?? 0);
}

/** Below a hashbang, directives and a heading comment that stands apart. */
function topOf(source: ts.SourceFile): number {
  const { text } = source;
  let position = /^#![^\n]*\n/.exec(text)?.[0].length ?? (text.startsWith('\uFEFF') ? 1 : 0);
  for (const statement of source.statements) {
    if (!isPrologue(statement)) break;
    position = statement.end + (/^[^\n]*\n/.exec(text.slice(statement.end))?.[0].length ?? 0);
  }
  const heading = /^\s*(\/\*[\s\S]*?\*\/|(\/\/[^\n]*\n)+)[ \t]*\r?\n[ \t]*\r?\n/.exec(text.slice(position));
  return heading ? position + heading[0].length : position;
}
