import { ts } from '../../../services/analysis/typescript.ts';
import { isFunctionWithBody } from '../metrics/function-with-body.ts';

/** What one file says: which names it uses where, and which types it gives to them. */
interface FileWords {
  readonly uses: ReadonlyMap<string, readonly ts.Identifier[]>;
  readonly typed: ReadonlyMap<string, readonly Typed[]>;
  readonly functions: ReadonlyMap<string, readonly ts.SignatureDeclaration[]>;
  readonly returning: ReadonlyMap<string, readonly ts.SignatureDeclaration[]>;
  /** Types with a name by the names of their own members. */
  readonly owners: ReadonlyMap<string, readonly NamedType[]>;
  readonly named: ReadonlyMap<string, readonly NamedType[]>;
  /** How many functions of a kind say what they return, and how many do not. */
  readonly returns: ReadonlyMap<ts.SyntaxKind, Share>;
  readonly defaults: Share;
}

interface Share {
  readonly written: number;
  readonly left: number;
}

/** Something with a name and a written type. */
export interface Typed {
  readonly node:
    ts.ParameterDeclaration | ts.PropertyDeclaration | ts.PropertySignature | ts.VariableDeclaration;
  readonly type: ts.TypeNode;
}

export type NamedType =
  ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration;

/** The words of a whole project, file by file: what was read once is kept as long as its file is. */
export interface Vocabulary {
  /** Every mention of a name. */
  uses(name: string): readonly ts.Identifier[];
  typed(name: string): readonly Typed[];
  returning(name: string): readonly ts.SignatureDeclaration[];
  /** Functions of that name, with a type or without. */
  functions(name: string): readonly ts.SignatureDeclaration[];
  /** Functions of a file, and of the files beside it. */
  functionsNear(file: ts.SourceFile): readonly ts.SignatureDeclaration[];
  /** The name of a type in the case it is written in. */
  cased(word: string): string;
  /** Functions of the files of one folder that say what they return. */
  returningIn(folder: string): readonly ts.SignatureDeclaration[];
  /** Interfaces, classes and object types that have a member of their own of that name. */
  owners(member: string): readonly NamedType[];
  /** Types of that name. */
  named(name: string): readonly NamedType[];
  /** Whether functions of this kind usually say what they return. */
  writesReturns(kind: ts.SyntaxKind): boolean;
  /** Whether `x: number = 5` is written here, and not `x = 5`. */
  readonly writesDefaults: boolean;
  readonly files: readonly ts.SourceFile[];
}

const known = new WeakMap<ts.SourceFile, FileWords>();
const filesMax = 4000;

export function vocabularyOf(program: ts.Program): Vocabulary {
  const files = program
    .getSourceFiles()
    .filter((file) => !file.fileName.includes('/node_modules/') && !program.isSourceFileDefaultLibrary(file))
    .slice(0, filesMax);
  const words = files.map(wordsOf);
  // Declarations of others share names, not habits.
  const spoken = files.filter((file) => !file.isDeclarationFile).map(wordsOf);
  let cased: ReadonlyMap<string, string> | undefined;
  return {
    files,
    uses: (name) => words.flatMap((each) => each.uses.get(name) ?? []),
    typed: (name) => spoken.flatMap((each) => each.typed.get(name) ?? []),
    functions: (name) => spoken.flatMap((each) => each.functions.get(name) ?? []),
    functionsNear: (file) =>
      [
        file,
        ...files.filter((each) => each !== file && folderOf(each.fileName) === folderOf(file.fileName)),
      ].flatMap((each) => [...wordsOf(each).functions.values()].flat()),
    cased: (word) =>
      words.some((each) => each.named.has(word))
        ? word
        : ((cased ??= casesOf(words)).get(word.toLowerCase()) ?? word),
    returningIn: (folder) =>
      files
        .filter(({ fileName }) => folderOf(fileName) === folder)
        .flatMap((file) => [...wordsOf(file).returning.values()].flat()),
    owners: (member) => words.flatMap((each) => each.owners.get(member) ?? []),
    named: (name) => words.flatMap((each) => each.named.get(name) ?? []),
    returning: (name) => spoken.flatMap((each) => each.returning.get(name) ?? []),
    writesReturns: (kind) => isUsual(words.flatMap((each) => each.returns.get(kind) ?? [])),
    get writesDefaults() {
      return isUsual(words.map((each) => each.defaults));
    },
  };
}

function casesOf(words: readonly FileWords[]): ReadonlyMap<string, string> {
  const names = words.flatMap((each) => [...each.named.keys()]);
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}

/** A third is a habit: it is what people do where they think of it. */
function isUsual(shares: readonly Share[]): boolean {
  const sum = (pick: (share: Share) => number) => shares.reduce((total, share) => total + pick(share), 0);
  const written = sum((share) => share.written);
  return written > 0 && 2 * written >= sum((share) => share.left);
}

function wordsOf(file: ts.SourceFile): FileWords {
  const kept = known.get(file);
  if (kept) return kept;
  const uses = new Map<string, ts.Identifier[]>();
  const typed = new Map<string, Typed[]>();
  const returning = new Map<string, ts.SignatureDeclaration[]>();
  const functions = new Map<string, ts.SignatureDeclaration[]>();
  const returns = new Map<ts.SyntaxKind, { written: number; left: number }>();
  const defaults = { written: 0, left: 0 };
  const owners = new Map<string, NamedType[]>();
  const namedTypes = new Map<string, NamedType[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) add(uses, node.text, node);
    if (isNamedType(node) && node.name) readType(node, node.name.text);
    const named = typedOf(node);
    if (named) add(typed, named.name, named.typed);
    if (ts.isFunctionLike(node)) readFunction(node);
    if (ts.isParameter(node) && node.initializer) defaults[node.type ? 'written' : 'left'] += 1;
    ts.forEachChild(node, visit);
  };
  const readType = (node: NamedType, name: string): void => {
    add(namedTypes, name, node);
    for (const member of membersOf(node)) add(owners, member, node);
  };
  const readFunction = (node: ts.SignatureDeclaration): void => {
    const name = functionName(node);
    if (name !== undefined) add(functions, name, node);
    if (name !== undefined && node.type) add(returning, name, node);
    if (!isFunctionWithBody(node)) return;
    const share = returns.get(node.kind) ?? { written: 0, left: 0 };
    share[node.type ? 'written' : 'left'] += 1;
    returns.set(node.kind, share);
  };
  visit(file);
  const words = { uses, typed, functions, returning, owners, named: namedTypes, returns, defaults };
  known.set(file, words);
  return words;
}

function isNamedType(node: ts.Node): node is NamedType {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

function membersOf(node: NamedType): readonly string[] {
  if (ts.isEnumDeclaration(node)) return [];
  const type = ts.isTypeAliasDeclaration(node) ? node.type : node;
  if (ts.isIntersectionTypeNode(type))
    return type.types.flatMap((each) => (ts.isTypeLiteralNode(each) ? namesOf(each.members) : []));
  return ts.isTypeNode(type) && !ts.isTypeLiteralNode(type) ? [] : namesOf(type.members);
}

function namesOf(members: ts.NodeArray<ts.TypeElement | ts.ClassElement>): readonly string[] {
  return members.flatMap(({ name }) =>
    name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? [name.text] : [],
  );
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function add<T>(lists: Map<string, T[]>, name: string, value: T): void {
  const list = lists.get(name);
  if (list) list.push(value);
  else lists.set(name, [value]);
}

function typedOf(node: ts.Node): { readonly name: string; readonly typed: Typed } | undefined {
  const isNamed =
    ts.isParameter(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isVariableDeclaration(node);
  if (!isNamed || !node.type) return undefined;
  if (!ts.isIdentifier(node.name) && !ts.isPrivateIdentifier(node.name)) return undefined;
  return { name: node.name.text, typed: { node, type: node.type } };
}

export function functionName(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const named = ts.isFunctionLike(node) ? node.name : undefined;
  if (named && (ts.isIdentifier(named) || ts.isPrivateIdentifier(named))) return named.text;
  const { parent } = node;
  const isHeld =
    ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isHeld && ts.isIdentifier(parent.name) ? parent.name.text : undefined;
}

/** `T, R extends User`: what stands in the angle brackets of a function. */
export function parametersText(node: ts.Node): string {
  return ts.isFunctionLike(node) ? (node.typeParameters?.map((each) => each.getText()).join(', ') ?? '') : '';
}
