import { ts } from '../../../../services/analysis/typescript.ts';
import { isFunctionNode } from './declarations.ts';

/** What one file says: which names it uses where, and which types it gives to them. */
interface FileWords {
  readonly uses: ReadonlyMap<string, readonly ts.Identifier[]>;
  readonly typed: ReadonlyMap<string, readonly Typed[]>;
  readonly returning: ReadonlyMap<string, readonly ts.SignatureDeclaration[]>;
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

/** The words of a whole project, file by file: what was read once is kept as long as its file is. */
export interface Vocabulary {
  /** Every mention of a name. */
  uses(name: string): readonly ts.Identifier[];
  typed(name: string): readonly Typed[];
  returning(name: string): readonly ts.SignatureDeclaration[];
  /** Whether functions of this kind mostly say what they return. */
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
  return {
    files,
    uses: (name) => words.flatMap((each) => each.uses.get(name) ?? []),
    typed: (name) => spoken.flatMap((each) => each.typed.get(name) ?? []),
    returning: (name) => spoken.flatMap((each) => each.returning.get(name) ?? []),
    writesReturns(kind) {
      const shares = words.flatMap((each) => each.returns.get(kind) ?? []);
      return isMostlyWritten(shares);
    },
    get writesDefaults() {
      return isMostlyWritten(words.map((each) => each.defaults));
    },
  };
}

function isMostlyWritten(shares: readonly Share[]): boolean {
  const sum = (pick: (share: Share) => number) => shares.reduce((total, share) => total + pick(share), 0);
  return sum((share) => share.written) > sum((share) => share.left);
}

function wordsOf(file: ts.SourceFile): FileWords {
  const kept = known.get(file);
  if (kept) return kept;
  const uses = new Map<string, ts.Identifier[]>();
  const typed = new Map<string, Typed[]>();
  const returning = new Map<string, ts.SignatureDeclaration[]>();
  const returns = new Map<ts.SyntaxKind, { written: number; left: number }>();
  const defaults = { written: 0, left: 0 };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) add(uses, node.text, node);
    const named = typedOf(node);
    if (named) add(typed, named.name, named.typed);
    if (ts.isFunctionLike(node)) readFunction(node);
    if (ts.isParameter(node) && node.initializer) defaults[node.type ? 'written' : 'left'] += 1;
    ts.forEachChild(node, visit);
  };
  const readFunction = (node: ts.SignatureDeclaration): void => {
    const name = functionName(node);
    if (name !== undefined && node.type) add(returning, name, node);
    if (!isFunctionNode(node)) return;
    const share = returns.get(node.kind) ?? { written: 0, left: 0 };
    share[node.type ? 'written' : 'left'] += 1;
    returns.set(node.kind, share);
  };
  visit(file);
  const words = { uses, typed, returning, returns, defaults };
  known.set(file, words);
  return words;
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
  const named = ts.isFunctionLike(node) ? node.name : undefined;
  if (named && (ts.isIdentifier(named) || ts.isPrivateIdentifier(named))) return named.text;
  const { parent } = node;
  const isHeld =
    ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isHeld && ts.isIdentifier(parent.name) ? parent.name.text : undefined;
}
