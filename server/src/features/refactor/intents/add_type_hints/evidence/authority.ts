import { ts } from '../../../../../services/analysis/typescript.ts';
import type { Ballot } from '../ballot/index.ts';
import { mentionsTypeParameter } from '../ballot/type-parameters.ts';
import { isVague } from '../ballot/vague.ts';
import type { Evidence } from '../ballot/weights.ts';
import type { FunctionNode } from '../slots/declarations.ts';
import { unite, uniteResults } from './overloads.ts';

/** Signatures that a function has to live up to: its overloads, the member it implements, the place it is handed to. */
export interface Authority {
  readonly signature: ts.Signature;
  readonly declaration: ts.SignatureDeclaration | undefined;
  readonly evidence: Evidence;
}

export function authoritiesOf(node: FunctionNode, checker: ts.TypeChecker): readonly Authority[] {
  const overloads = overloadsOf(node, checker);
  if (overloads.length > 0) return overloads;
  const bases = basesOf(node, checker);
  return bases.length > 0 ? bases : contextOf(node, checker);
}

function authority(signature: ts.Signature, evidence: Evidence): Authority {
  const { declaration } = signature as { readonly declaration?: ts.SignatureDeclaration | ts.JSDocSignature };
  return {
    signature,
    declaration: declaration && !ts.isJSDocSignature(declaration) ? declaration : undefined,
    evidence,
  };
}

function overloadsOf(node: FunctionNode, checker: ts.TypeChecker): readonly Authority[] {
  if (!ts.isFunctionDeclaration(node) && !ts.isMethodDeclaration(node) && !ts.isConstructorDeclaration(node))
    return [];
  const siblings: readonly ts.Node[] =
    ts.isClassLike(node.parent) || ts.isObjectLiteralExpression(node.parent)
      ? ts.isClassLike(node.parent)
        ? node.parent.members
        : []
      : ts.isBlock(node.parent) || ts.isSourceFile(node.parent) || ts.isModuleBlock(node.parent)
        ? node.parent.statements
        : [];
  return siblings.flatMap((each) => {
    if (each.kind !== node.kind || each === node) return [];
    const other = each as typeof node;
    if (other.body || other.name?.getText() !== node.name?.getText()) return [];
    const signature = checker.getSignatureFromDeclaration(other);
    return signature ? [authority(signature, 'overload')] : [];
  });
}

function basesOf(node: FunctionNode, checker: ts.TypeChecker): readonly Authority[] {
  if (!ts.isMethodDeclaration(node) || !ts.isClassLike(node.parent)) return [];
  const name = node.name.getText();
  const heritage = node.parent.heritageClauses?.flatMap((clause) => [...clause.types]) ?? [];
  return heritage.flatMap((each) => {
    const member = checker.getTypeAtLocation(each).getProperty(name);
    if (!member) return [];
    const signatures = checker.getTypeOfSymbolAtLocation(member, node).getCallSignatures();
    return signatures.map((signature) => authority(signature, 'base'));
  });
}

function contextOf(node: FunctionNode, checker: ts.TypeChecker): readonly Authority[] {
  const isExpression = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  if (isExpression) {
    const type = checker.getContextualType(node);
    const signatures = type ? checker.getNonNullableType(type).getCallSignatures() : [];
    return signatures.length === 1 ? signatures.map((each) => authority(each, 'context')) : [];
  }
  if (!ts.isMethodDeclaration(node) || !ts.isObjectLiteralExpression(node.parent)) return [];
  const member = checker.getContextualType(node.parent)?.getProperty(node.name.getText());
  const signatures = member ? checker.getTypeOfSymbolAtLocation(member, node).getCallSignatures() : [];
  return signatures.length === 1 ? signatures.map((each) => authority(each, 'context')) : [];
}

/** What they say about one parameter. */
export function askAuthorities(
  ballot: Ballot,
  parameter: ts.ParameterDeclaration,
  index: number,
  authorities: readonly Authority[],
): void {
  const { checker } = ballot.place;
  const written: ts.TypeNode[] = [];
  const share = 1 / authorities.length;
  for (const { signature, declaration, evidence } of authorities) {
    const own = declaration?.parameters.filter((each) => !isThis(each))[index];
    const symbol = signature.parameters[index];
    if (!symbol) continue;
    // One argument is not all the rest of them.
    if (own && Boolean(parameter.dotDotDotToken) !== Boolean(own.dotDotDotToken)) continue;
    const type = checker.getTypeOfSymbolAtLocation(symbol, ballot.place.node);
    const node = own?.type;
    const trust = trustIn(node, type, checker);
    if (node) written.push(node);
    ballot.node(node, evidence, trust.node * share);
    ballot.type(type, evidence, trust.type * share);
  }
  if (written.length < 2) return;
  const united = unite(written, ballot.place);
  ballot.spelled(united.spelling, 'overloads', united.share);
}

/** What they say about the result. */
export function askForReturn(ballot: Ballot, authorities: readonly Authority[]): void {
  const { checker } = ballot.place;
  for (const { signature, declaration, evidence } of authorities) {
    const type = signature.getReturnType();
    ballot.node(declaration?.type, evidence, mentionsTypeParameter(type, checker) ? 0.5 : 1);
    ballot.type(type, evidence, 1 / 3);
  }
  const written = authorities.flatMap(({ declaration }) => declaration?.type ?? []);
  if (written.length > 1) ballot.spelled(uniteResults(written, ballot.place), 'overloads');
}

/**
 * Words are better than what the checker makes of them, unless they speak of type parameters that it knows the arguments
 * of: those are the same here only by chance.
 */
function trustIn(
  node: ts.TypeNode | undefined,
  type: ts.Type,
  checker: ts.TypeChecker,
): { readonly node: number; readonly type: number } {
  const isOpen = node !== undefined && mentionsTypeParameter(checker.getTypeFromTypeNode(node), checker);
  return isOpen && !isVague(type) ? { node: 0.5, type: 1 } : { node: 1, type: 0.5 };
}

function isThis({ name }: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(name) && name.text === 'this';
}
