import { ts } from '../../../services/analysis/typescript.ts';
import type { TextEdit, TypedView } from '../intent.ts';
import type { ImportManner } from './manner.ts';
import { withoutAlias, type Needed } from './spell.ts';
import { folderOf, type Vocabulary } from './vocabulary.ts';

/** Where a name can be imported from, as the file at hand would write it. */
interface Source {
  readonly specifier: string;
  /** Whether it is the default of its module. */
  readonly isDefault: boolean;
  /** The import of that module that is there already. */
  readonly existing: ts.ImportDeclaration | undefined;
}

/** Finds out once for every symbol how it is imported; `undefined` for what no module offers. */
export interface Importer {
  sourceOf(needed: Needed): Source | undefined;
}

export function createImporter(view: TypedView, vocabulary: Vocabulary): Importer {
  const known = new Map<ts.Symbol, Source | undefined>();
  return {
    sourceOf(needed) {
      if (!known.has(needed.symbol)) known.set(needed.symbol, findSource(needed, view, vocabulary));
      return known.get(needed.symbol);
    },
  };
}

/** The imports of several hints at once: one edit for each module. */
export function importEdits(
  needed: readonly Needed[],
  importer: Importer,
  view: TypedView,
  path: string,
  manner: ImportManner,
): readonly TextEdit[] {
  const groups = new Map<string, { readonly source: Source; readonly names: Set<string> }>();
  for (const each of needed) {
    const source = importer.sourceOf(each);
    if (!source) continue;
    const key = source.isDefault ? `${source.specifier} ${each.name}` : source.specifier;
    const group = groups.get(key) ?? { source, names: new Set<string>() };
    group.names.add(each.name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ source, names }) => {
    const sorted = [...names].sort();
    return extended(source, sorted, path, manner) ?? added(source, sorted, view.source, path, manner);
  });
}

function extended(
  { existing, isDefault }: Source,
  names: readonly string[],
  path: string,
  manner: ImportManner,
): TextEdit | undefined {
  const bindings = existing?.importClause?.namedBindings;
  if (!existing || !bindings || !ts.isNamedImports(bindings)) return undefined;
  const last = bindings.elements.at(-1);
  if (!last) return undefined;
  const onlyTypes = isTypeOnly(existing);
  if (isDefault) {
    // A default and names beside it cannot both be for types only.
    const isPlain = !onlyTypes && manner.style === 'plain' && !existing.importClause.name;
    if (!isPlain || names.length > 1) return undefined;
    const start = bindings.getStart();
    return { path, span: { start, end: start }, newText: `${names.join()}, ` };
  }
  if (!onlyTypes && manner.style === 'separate') return undefined;
  const prefix = !onlyTypes && manner.style === 'inline' ? 'type ' : '';
  const gap = last.getSourceFile().text.slice(last.getFullStart(), last.getStart());
  const separator = /\n/.test(gap) ? `,${gap}` : ', ';
  const newText = names.map((name) => separator + prefix + name).join('');
  return { path, span: { start: last.end, end: last.end }, newText };
}

function added(
  { specifier, isDefault, existing }: Source,
  names: readonly string[],
  source: ts.SourceFile,
  path: string,
  { style, quote, semicolon, newline }: ImportManner,
): TextEdit {
  const prefix = style === 'inline' ? 'type ' : '';
  const list = isDefault ? names.join() : `{ ${names.map((name) => prefix + name).join(', ')} }`;
  const isTypeOnly = style === 'separate' || (isDefault && style === 'inline');
  const keyword = isTypeOnly ? 'import type' : 'import';
  const line = `${keyword} ${list} from ${quote}${specifier}${quote}${semicolon}`;
  const after = existing ?? source.statements.findLast(ts.isImportDeclaration);
  if (after) {
    const rest = /^[ \t]*(\/\/[^\r\n]*)?/.exec(source.text.slice(after.end))?.[0] ?? '';
    const position = after.end + rest.length;
    return { path, span: { start: position, end: position }, newText: newline + line };
  }
  const first = source.statements[0];
  const position = first ? headOf(first, source) : 0;
  const below = first ? newline + newline : newline;
  return { path, span: { start: position, end: position }, newText: line + below };
}

/** Above the first statement, and above a comment that belongs to it, but below a heading of the file. */
function headOf(first: ts.Statement, source: ts.SourceFile): number {
  const comments = ts.getLeadingCommentRanges(source.text, first.pos) ?? [];
  const own = comments.at(-1);
  if (!own || /\n[ \t]*\r?\n/.test(source.text.slice(own.end, first.getStart(source))))
    return first.getStart(source);
  return own.pos;
}

function findSource({ name, symbol }: Needed, view: TypedView, vocabulary: Vocabulary): Source | undefined {
  const target = symbol.declarations?.[0]?.getSourceFile();
  if (!target || target === view.source) return undefined;
  const found = usualSpecifier(name, symbol, view, vocabulary) ?? ownSpecifier(name, symbol, target, view);
  if (!found) return undefined;
  const { specifier, isDefault } = found;
  const imports = view.source.statements.filter(
    (each): each is ts.ImportDeclaration =>
      ts.isImportDeclaration(each) &&
      ts.isStringLiteral(each.moduleSpecifier) &&
      each.moduleSpecifier.text === specifier &&
      each.importClause?.namedBindings !== undefined &&
      ts.isNamedImports(each.importClause.namedBindings),
  );
  return { specifier, isDefault, existing: imports.find(isTypeOnly) ?? imports[0] };
}

function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  return importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

type Found = Omit<Source, 'existing'>;

const importersMax = 40;

/** As most other files import it, seen from here. */
function usualSpecifier(
  name: string,
  symbol: ts.Symbol,
  view: TypedView,
  vocabulary: Vocabulary,
): Found | undefined {
  const { checker, source } = view;
  const counts = new Map<string, { readonly found: Found; count: number }>();
  let asked = 0;
  for (const mention of vocabulary.uses(name)) {
    const clause = importOf(mention);
    if (!clause) continue;
    if (++asked > importersMax) break;
    const local = checker.getSymbolAtLocation(mention);
    if (!local || withoutAlias(local, checker) !== symbol) continue;
    const module = clause.parent.moduleSpecifier;
    if (!ts.isStringLiteral(module)) continue;
    const specifier = seenFrom(module, source, checker);
    if (specifier === undefined) continue;
    const isDefault = clause.name === mention;
    const key = `${isDefault ? 'default' : ''} ${specifier}`;
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { found: { specifier, isDefault }, count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.found;
}

/** The clause that a mention is imported by under its own name, or as the default of its module. */
function importOf(mention: ts.Identifier): (ts.ImportClause & { parent: ts.ImportDeclaration }) | undefined {
  const { parent } = mention;
  const isNamed = ts.isImportSpecifier(parent) && parent.name === mention && !parent.propertyName;
  const clause = isNamed ? parent.parent.parent : parent;
  const isClause = ts.isImportClause(clause) && (isNamed || clause.name === mention);
  return isClause && ts.isImportDeclaration(clause.parent)
    ? (clause as ts.ImportClause & { parent: ts.ImportDeclaration })
    : undefined;
}

/** The specifier of another file as this file has to write it. */
function seenFrom(
  specifier: ts.StringLiteral,
  source: ts.SourceFile,
  checker: ts.TypeChecker,
): string | undefined {
  const { text } = specifier;
  if (!text.startsWith('.')) return text;
  const module = checker.getSymbolAtLocation(specifier)?.valueDeclaration;
  if (!module || module === source) return undefined;
  const from = folderOf(specifier.getSourceFile().fileName);
  return relative(folderOf(source.fileName), joined(from, text)) + (text.endsWith('/') ? '/' : '');
}

/** From the module that declares it, when it exports it under its own name or as its default. */
function ownSpecifier(
  name: string,
  symbol: ts.Symbol,
  target: ts.SourceFile,
  { checker, source }: TypedView,
): Found | undefined {
  const module = checker.getSymbolAtLocation(target);
  if (!module || target.fileName.includes('/node_modules/')) return undefined;
  const exports = checker.getExportsOfModule(module).filter((each) => withoutAlias(each, checker) === symbol);
  const isNamed = exports.some((each) => each.name === name);
  const isDefault =
    !isNamed && exports.some((each) => each.name === (ts.InternalSymbolName.Default as string));
  if (!isNamed && !isDefault) return undefined;
  const stem = target.fileName.replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
  const specifier = relative(folderOf(source.fileName), stem) + endingFor(target.fileName, source);
  return { specifier, isDefault };
}

/** The ending that relative imports of this file have. */
function endingFor(target: string, source: ts.SourceFile): string {
  const own = source.statements
    .filter(ts.isImportDeclaration)
    .map(({ moduleSpecifier }) => (ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''))
    .find((text) => text.startsWith('.'));
  const ending = own === undefined ? '' : (/\.[cm]?[jt]sx?$/.exec(own)?.[0] ?? '');
  if (ending === '') return '';
  const written = /\.[cm]?[jt]sx?$/.exec(target)?.[0] ?? '';
  return /t/.test(ending) ? written : written.replace('t', 'j').replace('jsx', 'js');
}

function joined(folder: string, path: string): string {
  const parts = folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function relative(from: string, to: string): string {
  const own = from.split('/');
  const other = to.split('/');
  let shared = 0;
  while (shared < own.length && own[shared] === other[shared]) shared += 1;
  const up = own.slice(shared).map(() => '..');
  const path = [...up, ...other.slice(shared)].join('/');
  return up.length === 0 ? `./${path}` : path;
}
