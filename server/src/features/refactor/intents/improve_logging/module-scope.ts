import { ts } from '../../../../services/analysis/typescript.ts';

export interface ModuleReader {
  parse(path: string): ts.SourceFile | undefined;
  /** The path of the workspace file that a specifier written in `from` means. */
  resolve(from: string, specifier: string): string | undefined;
}

/** A module that is being read. */
export interface Scope {
  readonly source: ts.SourceFile;
  readonly path: string;
  readonly reader: ModuleReader;
  /** Modules and names that may still be followed. */
  readonly hops: number;
}

/** The package that the first name of a callee was imported or required from. */
export function packageOf(callee: ts.Expression, scope: Scope): string | undefined {
  let head = bare(callee);
  while (ts.isPropertyAccessExpression(head) || ts.isCallExpression(head)) {
    const required = ts.isCallExpression(head) ? requiredModule(head) : undefined;
    if (required !== undefined) return required;
    head = bare(head.expression);
  }
  return ts.isIdentifier(head) ? packageOfName(head.text, scope) : undefined;
}

export function packageOfName(name: string, scope: Scope): string | undefined {
  for (const statement of scope.source.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      if (boundNames(statement).includes(name)) return statement.moduleSpecifier.text;
    }
    if (ts.isImportEqualsDeclaration(statement) && statement.name.text === name) {
      const { moduleReference: reference } = statement;
      if (ts.isExternalModuleReference(reference) && ts.isStringLiteral(reference.expression)) {
        return reference.expression.text;
      }
    }
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: binding, initializer } of statement.declarationList.declarations) {
      const required = initializer && requiredIn(initializer);
      if (required !== undefined && namesOfBinding(binding).includes(name)) return required;
    }
  }
  return undefined;
}

export function boundNames(statement: ts.ImportDeclaration): readonly string[] {
  const clause = statement.importClause;
  const bindings = clause?.namedBindings;
  const named = !bindings
    ? []
    : ts.isNamespaceImport(bindings)
      ? [bindings.name.text]
      : bindings.elements.map((element) => element.name.text);
  return clause?.name ? [clause.name.text, ...named] : named;
}

export function requiredModule(node: ts.CallExpression): string | undefined {
  const [first] = node.arguments;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return isRequire && first && ts.isStringLiteralLike(first) ? first.text : undefined;
}

/** The specifier of `require('…')`, also behind a call or a member: `require('debug')('x')`, `require('x').y`. */
function requiredIn(node: ts.Expression): string | undefined {
  const inner = bare(node);
  if (ts.isCallExpression(inner)) return requiredModule(inner) ?? requiredIn(inner.expression);
  return ts.isPropertyAccessExpression(inner) ? requiredIn(inner.expression) : undefined;
}

function namesOfBinding(binding: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(binding)) return [binding.text];
  return binding.elements.flatMap((element) =>
    ts.isBindingElement(element) ? namesOfBinding(element.name) : [],
  );
}

export function isExported(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

/** An expression without parentheses, assertions and `await`. */
export function bare(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isTypeAssertionExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isAwaitExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}
