import { ts } from '../../../typescript.ts';
import { bodyThatHides } from '../outline.ts';

/** One side of a change, with its types. */
export interface Side {
  readonly source: ts.SourceFile;
  readonly checker: ts.TypeChecker;
}

/**
 * A top-level statement as the others see it. `visible` leaves out the bodies of functions that say what they return;
 * `head` leaves out those of the functions it declares as well, whose results are `inferred`.
 */
export interface Outside {
  readonly visible: string;
  readonly head: string;
  readonly inferred: readonly ts.SignatureDeclaration[];
}

export function outsideOf(statement: ts.Statement, source: ts.SourceFile): Outside {
  const inferred = declaredFunctions(statement).filter(({ type, body }) => !type && body);
  const bodies = new Set<ts.Node | undefined>(inferred.map(({ body }) => body));
  return {
    visible: without(statement, source, bodyThatHides),
    head: without(statement, source, (node) => (bodies.has(node) ? node : bodyThatHides(node))),
    inferred,
  };
}

/** Whether two functions show the same types, as far as words can tell; `false` where they may not be able to. */
export function showSame(
  before: ts.SignatureDeclaration,
  after: ts.SignatureDeclaration,
  sides: { readonly before: Side; readonly after: Side },
): boolean {
  if (declaresTypes(before) || declaresTypes(after)) return false;
  const one = shown(before, sides.before.checker);
  return one !== undefined && one === shown(after, sides.after.checker);
}

const flags = (ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseFullyQualifiedType |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope) as ts.TypeFormatFlags;

/** What is left out of the words with dots could differ. */
function shown(declaration: ts.SignatureDeclaration, checker: ts.TypeChecker): string | undefined {
  const signature = checker.getSignatureFromDeclaration(declaration);
  const text = signature && checker.signatureToString(signature, undefined, flags);
  return text === undefined || /\.\.\.(?![\p{ID_Start}$_[])/u.test(text) ? undefined : text;
}

type DeclaredFunction =
  | ts.FunctionDeclaration
  | ts.MethodDeclaration
  | ts.GetAccessorDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction;

function declaredFunctions(statement: ts.Statement): readonly DeclaredFunction[] {
  if (ts.isFunctionDeclaration(statement)) return [statement];
  if (ts.isClassDeclaration(statement))
    return statement.members.filter((each) => ts.isMethodDeclaration(each) || ts.isGetAccessor(each));
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ initializer, type }) => {
    const isFunction =
      initializer && (ts.isFunctionExpression(initializer) || ts.isArrowFunction(initializer));
    return isFunction && !type && ts.isBlock(initializer.body) ? [initializer] : [];
  });
}

/** A type of its own has a name in words, which says nothing about what it is. */
function declaresTypes(node: ts.Node): boolean {
  const visit = (at: ts.Node): true | undefined =>
    ts.isClassLike(at) ||
    ts.isInterfaceDeclaration(at) ||
    ts.isTypeAliasDeclaration(at) ||
    ts.isEnumDeclaration(at)
      ? true
      : ts.forEachChild(at, visit);
  return ts.forEachChild(node, visit) ?? false;
}

/** The text of a statement without the nodes that `hides` answers with. */
function without(
  statement: ts.Statement,
  source: ts.SourceFile,
  hides: (node: ts.Node) => ts.Node | undefined,
): string {
  const parts: string[] = [];
  let from = statement.getStart(source);
  const visit = (node: ts.Node): void => {
    const hidden = hides(node);
    if (!hidden) {
      ts.forEachChild(node, visit);
      return;
    }
    parts.push(source.text.slice(from, hidden.pos));
    from = hidden.end;
  };
  visit(statement);
  parts.push(source.text.slice(from, statement.end));
  return parts.join('{}');
}
