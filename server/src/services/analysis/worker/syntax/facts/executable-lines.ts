import { diffArrays } from 'diff';
import { ts } from '../../../typescript.ts';
import { parseSource } from '../parse-cache.ts';

/**
 * 1-based lines of `after` that hold executable code which `before` did not have there. Lines are compared by what they
 * execute, so types, comments and indentation do not count. Where code was only taken away, the line that now stands in
 * its place speaks for it: a test that never gets there has not seen the difference.
 */
export function changedExecutableLines(path: string, before: string, after: string): readonly number[] {
  const old = executableLines(path, before);
  const now = executableLines(path, after);
  const changed = new Set<number>();
  let at = 0;
  for (const part of diffArrays(
    old.map((line) => line.code),
    now.map((line) => line.code),
  )) {
    if (part.removed) {
      const neighbour = now[at] ?? now[at - 1];
      if (neighbour) changed.add(neighbour.line);
      continue;
    }
    for (let index = at; part.added && index < at + part.value.length; index += 1) {
      const line = now[index];
      if (line) changed.add(line.line);
    }
    at += part.value.length;
  }
  return [...changed].sort((a, b) => a - b);
}

interface ExecutableLine {
  /** 1-based. */
  readonly line: number;
  /** Its executable tokens, with one space between. */
  readonly code: string;
}

function executableLines(path: string, text: string): readonly ExecutableLine[] {
  const source = parseSource(path, text);
  const tokens = new Map<number, string[]>();
  const collect = (node: ts.Node): void => {
    if (isErased(node)) return;
    const children = node.getChildren(source);
    if (children.length > 0) {
      for (const child of children) collect(child);
      return;
    }
    if (!isExecutableToken(node)) return;
    const start = node.getStart(source);
    const first = source.getLineAndCharacterOfPosition(start).line;
    node
      .getText(source)
      .split('\n')
      .forEach((part, index) => {
        const line = first + 1 + index;
        const known = tokens.get(line);
        if (known) known.push(part.trim());
        else tokens.set(line, [part.trim()]);
      });
  };
  collect(source);
  return [...tokens]
    .sort(([a], [b]) => a - b)
    .map(([line, parts]) => ({ line, code: withoutClosers(parts).join(' ') }))
    .filter(({ code }) => /[\p{L}\p{N}_$"'`]/u.test(code));
}

/** Where a bracket closes is a matter of layout; what it encloses shows where it opens. */
function withoutClosers(tokens: readonly string[]): readonly string[] {
  const isCloser = (token: string | undefined) => token === ')' || token === ']' || token === '}';
  let start = 0;
  let end = tokens.length;
  while (start < end && isCloser(tokens[start])) start += 1;
  while (end > start && isCloser(tokens[end - 1])) end -= 1;
  return tokens.slice(start, end);
}

/** Nodes that leave no instruction behind: types, imports, declarations without a value, names of what is declared. */
function isErased(node: ts.Node): boolean {
  if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return true;
  switch (node.kind) {
    case ts.SyntaxKind.InterfaceDeclaration:
    case ts.SyntaxKind.TypeAliasDeclaration:
    case ts.SyntaxKind.ImportDeclaration:
    case ts.SyntaxKind.ImportEqualsDeclaration:
    case ts.SyntaxKind.ExportDeclaration:
    case ts.SyntaxKind.NamespaceExportDeclaration:
    case ts.SyntaxKind.TypeParameter:
    case ts.SyntaxKind.JSDoc:
    case ts.SyntaxKind.IndexSignature:
    case ts.SyntaxKind.EndOfFileToken:
      return true;
    default:
      return isBodyless(node) || isDeclaredName(node) || isAmbient(node) || isModifier(node);
  }
}

/** Overload signatures, abstract members and variables without a value. */
function isBodyless(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) && 'body' in node) return node.body === undefined;
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.every((each) => !each.initializer);
  return ts.isPropertyDeclaration(node) && !node.initializer;
}

/** Running a declaration is not running what it declares: `function name(parameter)` and `class Name` are headers. */
function isDeclaredName(node: ts.Node): boolean {
  const { parent } = node as { parent?: ts.Node };
  if (!parent) return false;
  if (ts.isParameter(node)) return !node.initializer;
  const declares =
    ts.isFunctionDeclaration(parent) || ts.isMethodDeclaration(parent) || ts.isClassLike(parent);
  return declares && parent.name === node && ts.isIdentifier(node);
}

function isAmbient(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    Boolean(ts.getModifiers(node)?.some((each) => each.kind === ts.SyntaxKind.DeclareKeyword))
  );
}

function isModifier(node: ts.Node): boolean {
  return ts.isModifier(node) && node.kind !== ts.SyntaxKind.StaticKeyword;
}

/** Separators, the keywords of a header and the marks around types run nothing of their own. */
function isExecutableToken(node: ts.Node): boolean {
  switch (node.kind) {
    case ts.SyntaxKind.FunctionKeyword:
    case ts.SyntaxKind.ClassKeyword:
    case ts.SyntaxKind.AsKeyword:
    case ts.SyntaxKind.SatisfiesKeyword:
    case ts.SyntaxKind.ColonToken:
    case ts.SyntaxKind.SemicolonToken:
    case ts.SyntaxKind.CommaToken:
      return false;
    case ts.SyntaxKind.QuestionToken:
      return ts.isConditionalExpression(node.parent);
    case ts.SyntaxKind.LessThanToken:
    case ts.SyntaxKind.GreaterThanToken:
      return ts.isBinaryExpression(node.parent);
    case ts.SyntaxKind.ExclamationToken:
      return !ts.isNonNullExpression(node.parent) && !ts.isPropertyDeclaration(node.parent);
    default:
      return node.end > node.pos;
  }
}
