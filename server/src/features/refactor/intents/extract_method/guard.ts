import { isRefusal } from '../../../../base/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import { bindingsOf, type Binding } from '../../syntax/index.ts';
import { effectOn } from './flow/entry.ts';
import type { Flow } from './flow/index.ts';
import { loopAround } from './flow/later.ts';
import { leavingOf, whyTooMuchAtOnce, type Leaving } from './leaving.ts';
import { whyNotHandedBack } from './passing.ts';
import { firstOf, isInside, nodesOf, type Range, type StatementRange } from './range.ts';
import { whyNotAwaited } from './waiting.ts';

/** Why a range cannot become a function without a change of what the code does, or of what compiles; from syntax alone. */
export function whyNotExtracted(range: Range, flow: Flow): string | undefined {
  const leaving = leavingOf(range, flow);
  if (isRefusal(leaving)) return leaving.message;
  return (
    whyNotByWords(flow) ??
    (range.kind === 'statements' ? whyNotStatements(range, flow, leaving) : undefined) ??
    whyNotAwaited(range, flow, leaving)
  );
}

function whyNotByWords({ words, frame }: Flow): string | undefined {
  if (words.superCall)
    return 'A constructor has to call `super(…)` itself; leave that call out of the selection.';
  if (words.dynamicScope || isAroundEval(frame)) {
    return 'A direct `eval` or a `with` sees every name around it, so code beside it cannot be moved.';
  }
  if (!words.yield) return undefined;
  if (isAsync(frame)) {
    return 'The selection yields from an async generator, where a `yield*` in its place awaits at other times.';
  }
  const isOwn = words.this || words.super || words.arguments || words.newTarget;
  return isOwn && !ts.isMethodDeclaration(frame)
    ? 'The selection yields and uses `this` or `arguments` of its function, which a generator of its own would not see.'
    : undefined;
}

function whyNotStatements(range: StatementRange, flow: Flow, leaving: Leaving): string | undefined {
  return (
    whyNotDeclared(range, flow) ??
    whyNotDisposed(range) ??
    whyTooMuchAtOnce(leaving, flow) ??
    whyNotInConstructor(range, flow)
  );
}

function whyNotDeclared(range: StatementRange, flow: Flow): string | undefined {
  const { statements } = range;
  if (statements.some(isDirective))
    return 'A directive such as `"use strict"` speaks for its whole function; leave it out.';
  const outer = statements.find((each) => isModuleOnly(each));
  if (outer)
    return 'Imports, exports and declarations of types belong to the module; leave them out of the selection.';
  for (const binding of flow.declared) {
    const reason = whyNotHandedBack(binding, range);
    if (reason !== undefined) return reason;
  }
  const kept = varsOf(range).find((each) => keepsValue(each, range, flow));
  return (
    kept &&
    `The \`var\` \`${kept.name}\` keeps its value from one pass of the loop to the next; make it a \`let\` first.`
  );
}

function varsOf(range: StatementRange): readonly Binding[] {
  const { frame } = bindingsOf(firstOf(range).getSourceFile()).scopeAround(firstOf(range));
  return [...frame.values.values()].filter(
    ({ kind, declarations }) => kind === 'var' && declarations.every((name) => isInside(range, name)),
  );
}

/** A `var` in a loop is one variable for all its passes: what is not assigned anew is still there. */
function keepsValue(binding: Binding, range: StatementRange, { exits }: Flow): boolean {
  if (!loopAround(range, binding)) return false;
  const effect = effectOn(binding, range, exits);
  const isUsedOutside = binding.references.some(({ node }) => !isInside(range, node));
  return effect === 'reads' || (effect !== 'assigns' && isUsedOutside);
}

/** The prologue at the head of a function or file. */
function isDirective(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) return false;
  const { parent } = statement;
  const list = ts.isBlock(parent) && ts.isFunctionLike(parent.parent) ? parent.statements : undefined;
  const statements = list ?? (ts.isSourceFile(parent) ? parent.statements : undefined);
  return statements?.slice(0, statements.indexOf(statement)).every((each) => isDirective(each)) ?? false;
}

function isModuleOnly(statement: ts.Statement): boolean {
  const isExported =
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(
      ({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DeclareKeyword,
    );
  return (
    isExported ||
    ts.isImportDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isExportAssignment(statement) ||
    ts.isModuleDeclaration(statement)
  );
}

/** `using` disposes at the end of its block, which would come sooner. */
function whyNotDisposed({ statements }: StatementRange): string | undefined {
  const held = statements.some((each) => ts.isVariableStatement(each) && isUsing(each.declarationList));
  const list = statements[0].parent as { readonly statements?: readonly ts.Statement[] };
  if (!held || list.statements?.at(-1) === statements.at(-1)) return undefined;
  return 'A `using` in the selection would be disposed of sooner than now; take the whole rest of the block.';
}

function isUsing({ flags }: ts.VariableDeclarationList): boolean {
  const kind = flags & ts.NodeFlags.BlockScoped;
  return kind === ts.NodeFlags.Using || kind === ts.NodeFlags.AwaitUsing;
}

/** Fields that only a constructor may assign, or has to. */
function whyNotInConstructor(range: Range, flow: Flow): string | undefined {
  if (!flow.words.this || !ts.isConstructorDeclaration(flow.frame)) return undefined;
  const { parent: owner } = flow.frame;
  for (const name of assignedFields(range)) {
    const field = fieldOf(owner, name);
    if (field && (isReadonly(field) || hasToBeAssigned(field))) {
      return `The field \`${name}\` has to be assigned in the constructor itself; leave its assignment out of the selection.`;
    }
  }
  return undefined;
}

function assignedFields(range: Range): readonly string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const isField =
      ts.isPropertyAccessExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ThisKeyword &&
      isInside(range, node);
    if (isField && isAssigned(node)) names.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  for (const node of nodesOf(range)) visit(node);
  return names;
}

function isAssigned(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent) || parent.left !== node) {
    return (
      ts.isArrayLiteralExpression(parent) || (ts.isPropertyAssignment(parent) && parent.initializer === node)
    );
  }
  const operator = parent.operatorToken.kind;
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

type Field = ts.PropertyDeclaration | ts.ParameterDeclaration;

function fieldOf(owner: ts.ClassLikeDeclaration, name: string): Field | undefined {
  const constructors = owner.members.filter((member) => ts.isConstructorDeclaration(member));
  const parameters = constructors.flatMap((each) => each.parameters).filter((each) => ts.getModifiers(each));
  const fields = owner.members.filter((member) => ts.isPropertyDeclaration(member));
  return [...fields, ...parameters].find((each) => each.name.getText() === name);
}

function isReadonly(field: Field): boolean {
  return (ts.getModifiers(field) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword);
}

function hasToBeAssigned(field: Field): boolean {
  if (ts.isParameter(field) || field.initializer || field.questionToken || field.exclamationToken)
    return false;
  const mayBeMissing = /\b(?:undefined|any|unknown|void)\b/.test(field.type?.getText() ?? 'any');
  return !mayBeMissing;
}

function isAsync(frame: ts.Node): boolean {
  return (
    ts.canHaveModifiers(frame) &&
    (ts.getModifiers(frame) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  );
}

/** Whether the function that holds a range, or one around it, asks `eval` for the names it sees. */
function isAroundEval(frame: ts.Node): boolean {
  let outermost = frame;
  for (let at = frame; !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionLike(at)) outermost = at;
  if (!ts.isFunctionLike(outermost) || !/\b(?:eval|with)\s*\(/.test(outermost.getText())) return false;
  const visit = (node: ts.Node): boolean => {
    if (ts.isWithStatement(node)) return true;
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'eval')
      return true;
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(outermost);
}
