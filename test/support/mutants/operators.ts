import { ts } from '../../../server/src/services/analysis/typescript.ts';

/** One replacement of text that breaks something, or may. */
export interface Mutation {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What an operator sees of a node: the source for its text, and the ancestors through `parent`. */
type Operator = (node: ts.Node, source: ts.SourceFile) => Omit<Mutation, 'operator'> | undefined;

/** Every mutation of a source file, in the order of the text. */
export function mutationsOf(path: string, text: string): Mutation[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Mutation[] = [];
  const visit = (node: ts.Node): void => {
    if (isLeftAlone(node, source)) return;
    for (const [operator, mutate] of Object.entries(operators)) {
      const mutation = mutate(node, source);
      if (mutation !== undefined) found.push({ operator, ...mutation });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const operators: Readonly<Record<string, Operator>> = {
  negatedCondition(node, source) {
    const condition = conditionOf(node);
    return condition && replace(condition, source, `!(${condition.getText(source)})`);
  },

  swappedOperator(node, source) {
    if (!ts.isBinaryExpression(node)) return undefined;
    const other = otherOperator.get(node.operatorToken.getText(source));
    return other === undefined ? undefined : replace(node.operatorToken, source, other);
  },

  offByOne(node, source) {
    if (!ts.isNumericLiteral(node) || !isValue(node)) return undefined;
    return replace(node, source, String(Number(node.text) + 1));
  },

  wrongText(node, source) {
    if (!ts.isStringLiteral(node) || !isValue(node)) return undefined;
    return replace(node, source, node.text === '' ? "'mutant'" : "''");
  },

  flippedBoolean(node, source) {
    if (node.kind === ts.SyntaxKind.TrueKeyword && isValue(node)) return replace(node, source, 'false');
    if (node.kind === ts.SyntaxKind.FalseKeyword && isValue(node)) return replace(node, source, 'true');
    return undefined;
  },

  removedStatement(node, source) {
    if (!ts.isExpressionStatement(node) && !ts.isBreakStatement(node) && !ts.isContinueStatement(node)) {
      return undefined;
    }
    return replace(node, source, ';');
  },

  removedGuard(node, source) {
    if (!ts.isIfStatement(node) || node.elseStatement !== undefined) return undefined;
    return replace(node, source, ';');
  },

  swappedArguments(node, source) {
    if (!ts.isCallExpression(node)) return undefined;
    const [first, second] = node.arguments;
    if (first === undefined || second === undefined) return undefined;
    const [start, end] = [first.getStart(source), second.end];
    const between = source.text.slice(first.end, second.getStart(source));
    return { start, end, text: `${second.getText(source)}${between}${first.getText(source)}` };
  },

  changedReturn(node, source) {
    if (!ts.isReturnStatement(node) || node.expression === undefined) return undefined;
    if (node.expression.getText(source) === 'undefined') return replace(node.expression, source, 'null');
    return replace(node.expression, source, 'undefined');
  },

  removedAwait(node, source) {
    if (!ts.isAwaitExpression(node)) return undefined;
    return replace(node, source, node.expression.getText(source));
  },

  otherMethod(node, source) {
    if (!ts.isPropertyAccessExpression(node) || !ts.isCallExpression(node.parent)) return undefined;
    const other = otherMethods.get(node.name.text);
    return other === undefined ? undefined : replace(node.name, source, other);
  },

  droppedDefault(node, source) {
    if (!ts.isBinaryExpression(node)) return undefined;
    if (node.operatorToken.kind !== ts.SyntaxKind.QuestionQuestionToken) return undefined;
    return replace(node, source, node.left.getText(source));
  },

  deletedExport(node, source) {
    if (node.kind === ts.SyntaxKind.ExportKeyword && ts.canHaveModifiers(node.parent)) {
      return replace(node, source, '');
    }
    if (!ts.isExportSpecifier(node) || node.parent.elements.length < 2) return undefined;
    return { start: node.getFullStart(), end: node.end + (source.text[node.end] === ',' ? 1 : 0), text: '' };
  },

  changedParameters(node, source) {
    if (!ts.isFunctionDeclaration(node) || !isExported(node)) return undefined;
    const [first, second] = node.parameters;
    if (first === undefined) return undefined;
    if (second === undefined || second.dotDotDotToken !== undefined) {
      return { start: first.getStart(source), end: first.getStart(source), text: 'mutant, ' };
    }
    const between = source.text.slice(first.end, second.getStart(source));
    return {
      start: first.getStart(source),
      end: second.end,
      text: `${second.getText(source)}${between}${first.getText(source)}`,
    };
  },

  renamedMember(node, source) {
    if (!ts.isPropertySignature(node) && !ts.isMethodSignature(node)) return undefined;
    return ts.isIdentifier(node.name) ? replace(node.name, source, `${node.name.text}Mutant`) : undefined;
  },
};

const otherOperator: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '<': '<=',
    '<=': '<',
    '>': '>=',
    '>=': '>',
    '===': '!==',
    '!==': '===',
    '&&': '||',
    '||': '&&',
    '-': '+',
    '*': '/',
    '/': '*',
    '%': '*',
    '+=': '-=',
    '-=': '+=',
  }),
);

const otherMethods: ReadonlyMap<string, string> = new Map(
  Object.entries({
    min: 'max',
    max: 'min',
    floor: 'ceil',
    ceil: 'floor',
    push: 'unshift',
    shift: 'pop',
    some: 'every',
    every: 'some',
    startsWith: 'endsWith',
    endsWith: 'startsWith',
    toLowerCase: 'toUpperCase',
    toUpperCase: 'toLowerCase',
    padStart: 'padEnd',
    padEnd: 'padStart',
    get: 'has',
  }),
);

/**
 * Messages and imports: what a log line says, no test looks at, so mutants there only say what is known already.
 * Types are left to `renamedMember`.
 */
function isLeftAlone(node: ts.Node, source: ts.SourceFile): boolean {
  if (ts.isImportDeclaration(node) || ts.isLiteralTypeNode(node)) return true;
  if (ts.isExpressionStatement(node)) {
    return /^(?:console|logger|log)\.|^'use strict'/.test(node.getText(source));
  }
  return false;
}

function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return node.expression;
  return ts.isConditionalExpression(node) ? node.condition : undefined;
}

/** A literal that is a value: no name of a property or module, and no type. */
function isValue(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isExportDeclaration(parent) || ts.isExternalModuleReference(parent)) return false;
  return !(
    ts.isCallExpression(parent) &&
    ts.isIdentifier(parent.expression) &&
    parent.expression.text === 'require'
  );
}

function isExported(node: ts.FunctionDeclaration): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function replace(node: ts.Node, source: ts.SourceFile, text: string): Omit<Mutation, 'operator'> {
  return { start: node.getStart(source), end: node.end, text };
}
