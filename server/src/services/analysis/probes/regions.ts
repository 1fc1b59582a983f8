import { ts } from '../typescript.ts';

/** Something that runs as a whole or not at all, and where a probe for it is written. Offsets into the file. */
export interface Region {
  /** `entry`: a module, a function body or a block was entered; `run`: a statement or a branch was evaluated. */
  readonly kind: 'entry' | 'run';
  readonly start: number;
  readonly end: number;
  /** Start of the function whose body this is. */
  readonly headerStart?: number;
  /** `statement`: a call statement at `at`. `block`, `expression`: wrapped around the region. */
  readonly insert: 'statement' | 'block' | 'expression';
  readonly at: number;
}

/** All regions of a file; the first is the file itself. Hoisted and type-only declarations have none of their own. */
export function findRegions(source: ts.SourceFile): readonly Region[] {
  const regions: Region[] = [moduleEntry(source)];
  const visit = (node: ts.Node): void => {
    if (isTypeOnly(node)) return;
    for (const region of regionsAt(node, source)) regions.push(region);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return regions;
}

function moduleEntry(source: ts.SourceFile): Region {
  const first = source.statements.find((statement) => !isDirective(statement) && !isHoisted(statement));
  return {
    kind: 'entry',
    start: 0,
    end: source.text.length,
    insert: 'statement',
    at: first ? first.getStart(source) : source.endOfFileToken.getFullStart(),
  };
}

function regionsAt(node: ts.Node, source: ts.SourceFile): readonly Region[] {
  const parent = node.parent;
  if (ts.isBlock(node)) return [blockEntry(node, source)];
  if (isListed(node) && !isHoisted(node) && !isDirective(node)) {
    const start = node.getStart(source);
    return [{ kind: 'run', start, end: node.end, insert: 'statement', at: start }];
  }
  if (isLoneBody(node)) return [wrapped(node, source, 'block')];
  if (ts.isArrowFunction(parent) && parent.body === node) {
    return [{ ...wrapped(node, source, 'expression'), headerStart: parent.getStart(source) }];
  }
  if (isBranch(node) && doesSomething(node)) return [wrapped(node, source, 'expression')];
  const initialises = ts.isPropertyDeclaration(parent) && parent.initializer === node;
  return initialises && !takesItsName(node) ? [wrapped(node, source, 'expression')] : [];
}

function wrapped(node: ts.Node, source: ts.SourceFile, insert: 'block' | 'expression'): Region {
  const start = node.getStart(source);
  return { kind: 'run', start, end: node.end, insert, at: start };
}

function blockEntry(block: ts.Block, source: ts.SourceFile): Region {
  const start = block.getStart(source);
  const first = block.statements.find((statement) => !isDirective(statement));
  const owner = block.parent;
  const region: Region = {
    kind: 'entry',
    start,
    end: block.end,
    insert: 'statement',
    at: first ? first.getStart(source) : block.end - 1,
  };
  return ts.isFunctionLike(owner) ? { ...region, headerStart: owner.getStart(source) } : region;
}

/** A statement in a list of statements, where another statement can stand in front of it. */
function isListed(node: ts.Node): node is ts.Statement {
  const parent = node.parent;
  return (
    (ts.isSourceFile(parent) ||
      ts.isBlock(parent) ||
      ts.isModuleBlock(parent) ||
      ts.isCaseOrDefaultClause(parent)) &&
    parent.statements.some((statement) => statement === node)
  );
}

/** The body of an `if`, `else` or loop that has no braces. */
function isLoneBody(node: ts.Node): boolean {
  const parent = node.parent;
  if (ts.isIfStatement(parent)) return parent.thenStatement === node || parent.elseStatement === node;
  return ts.isIterationStatement(parent, false) && parent.statement === node;
}

/** An operand that is evaluated only sometimes. */
function isBranch(node: ts.Node): boolean {
  const parent = node.parent;
  if (ts.isConditionalExpression(parent)) return parent.whenTrue === node || parent.whenFalse === node;
  if (!ts.isBinaryExpression(parent) || parent.right !== node) return false;
  const operator = parent.operatorToken.kind;
  return (
    operator === ts.SyntaxKind.AmpersandAmpersandToken ||
    operator === ts.SyntaxKind.BarBarToken ||
    operator === ts.SyntaxKind.QuestionQuestionToken
  );
}

/** Calls, constructions, assignments, `await` and the like: evaluating it can be told from not evaluating it. */
function doesSomething(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isDeleteExpression(node)
  )
    return true;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return true;
  return ts.forEachChild(node, (child) => doesSomething(child) || undefined) ?? false;
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

/** An anonymous function or class is named after what it is assigned to: wrapping it would take its name away. */
function takesItsName(node: ts.Node): boolean {
  return ts.isFunctionLike(node) || ts.isClassExpression(node);
}

function isDirective(statement: ts.Node): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

/** Declarations that exist before anything runs: nothing happens where they stand. */
function isHoisted(statement: ts.Node): boolean {
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement) ||
    ts.isEmptyStatement(statement) ||
    isTypeOnly(statement)
  );
}

/** Nothing of it is left when it is compiled. */
export function isTypeOnly(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isTypeNode(node)) {
    return !ts.isExpressionWithTypeArguments(node);
  }
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword)
  );
}
