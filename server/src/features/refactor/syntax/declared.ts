import { ts } from '../../../services/analysis/typescript.ts';

export type BindingKind =
  | 'var'
  | 'let'
  | 'const'
  | 'using'
  | 'parameter'
  | 'catch'
  | 'function'
  | 'class'
  | 'enum'
  | 'member'
  | 'namespace'
  | 'import'
  | 'type'
  | 'typeParameter';

/** One name that a node declares, and where that name is seen. */
export interface Declared {
  readonly name: ts.Identifier;
  readonly kind: BindingKind;
  /** `frame`: seen in the whole function; `around`: in the scope that the declaration stands in; `own`: only inside of it. */
  readonly seen: 'frame' | 'around' | 'own';
}

/** Most nodes declare nothing, and a file has many: these kinds are the only ones that are looked at closely. */
const declaringKinds: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.VariableDeclaration,
  ts.SyntaxKind.Parameter,
  ts.SyntaxKind.TypeParameter,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.FunctionExpression,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.ClassExpression,
  ts.SyntaxKind.EnumDeclaration,
  ts.SyntaxKind.EnumMember,
  ts.SyntaxKind.ModuleDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.ImportClause,
  ts.SyntaxKind.NamespaceImport,
  ts.SyntaxKind.ImportSpecifier,
  ts.SyntaxKind.ImportEqualsDeclaration,
]);
const nothing: readonly Declared[] = [];

/** The names that a node itself declares; those of what it contains are declared there. */
export function declaredBy(node: ts.Node): readonly Declared[] {
  if (!declaringKinds.has(node.kind)) return nothing;
  if (ts.isVariableDeclaration(node)) return variables(node);
  if (ts.isParameter(node))
    return namesIn(node.name).map((name) => ({ name, kind: 'parameter', seen: 'around' }));
  if (ts.isTypeParameterDeclaration(node)) return one(node.name, 'typeParameter', 'around');
  if (ts.isFunctionDeclaration(node)) return one(node.name, 'function', 'around');
  if (ts.isFunctionExpression(node)) return one(node.name, 'function', 'own');
  if (ts.isClassDeclaration(node)) return one(node.name, 'class', 'around');
  if (ts.isClassExpression(node)) return one(node.name, 'class', 'own');
  if (ts.isEnumDeclaration(node)) return one(node.name, 'enum', 'around');
  if (ts.isEnumMember(node)) return one(node.name, 'member', 'around');
  if (ts.isModuleDeclaration(node)) return one(node.name, 'namespace', 'around');
  if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node))
    return one(node.name, 'type', 'around');
  const isImport =
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node) ||
    ts.isImportSpecifier(node) ||
    ts.isImportEqualsDeclaration(node);
  return isImport ? one(node.name, 'import', 'around') : [];
}

/** Whether a name of this kind stands for a value at run time, for a type, or for both. */
export function meaningsOf(kind: BindingKind): { readonly value: boolean; readonly type: boolean } {
  const type = ['class', 'enum', 'namespace', 'import', 'type', 'typeParameter', 'member'].includes(kind);
  return { value: kind !== 'type' && kind !== 'typeParameter', type };
}

function one(name: ts.Node | undefined, kind: BindingKind, seen: Declared['seen']): readonly Declared[] {
  return name && ts.isIdentifier(name) ? [{ name, kind, seen }] : [];
}

function variables(node: ts.VariableDeclaration): readonly Declared[] {
  const kind = variableKind(node);
  return namesIn(node.name).map((name) => ({ name, kind, seen: kind === 'var' ? 'frame' : 'around' }));
}

function variableKind({ parent }: ts.VariableDeclaration): BindingKind {
  if (ts.isCatchClause(parent)) return 'catch';
  switch (parent.flags & ts.NodeFlags.BlockScoped) {
    case ts.NodeFlags.Let:
      return 'let';
    case ts.NodeFlags.Const:
      return 'const';
    case ts.NodeFlags.None:
      return 'var';
    default:
      return 'using';
  }
}

function namesIn(name: ts.BindingName): readonly ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}
