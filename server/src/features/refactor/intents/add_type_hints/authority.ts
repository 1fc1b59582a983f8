import { ts } from '../../../../services/analysis/typescript.ts';
import { mentionsTypeParameter, type Ballot } from './ballot.ts';
import type { FunctionNode } from './declarations.ts';

const weights = { base: 90, overload: 100, context: 80 };

/** Signatures that a function has to live up to: its overloads, the member it implements, the place it is handed to. */
export interface Authority {
  readonly signature: ts.Signature;
  readonly declaration: ts.SignatureDeclaration | undefined;
  readonly weight: number;
}

export function authoritiesOf(node: FunctionNode, checker: ts.TypeChecker): readonly Authority[] {
  const overloads = overloadsOf(node, checker);
  if (overloads.length > 0) return overloads;
  const bases = basesOf(node, checker);
  return bases.length > 0 ? bases : contextOf(node, checker);
}

function authority(signature: ts.Signature, weight: number): Authority {
  const { declaration } = signature as { readonly declaration?: ts.SignatureDeclaration | ts.JSDocSignature };
  return {
    signature,
    declaration: declaration && !ts.isJSDocSignature(declaration) ? declaration : undefined,
    weight,
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
    return signature ? [authority(signature, weights.overload)] : [];
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
    return signatures.map((signature) => authority(signature, weights.base));
  });
}

function contextOf(node: FunctionNode, checker: ts.TypeChecker): readonly Authority[] {
  const isExpression = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  if (isExpression) {
    const type = checker.getContextualType(node);
    const signatures = type ? checker.getNonNullableType(type).getCallSignatures() : [];
    return signatures.length === 1 ? signatures.map((each) => authority(each, weights.context)) : [];
  }
  if (!ts.isMethodDeclaration(node) || !ts.isObjectLiteralExpression(node.parent)) return [];
  const member = checker.getContextualType(node.parent)?.getProperty(node.name.getText());
  const signatures = member ? checker.getTypeOfSymbolAtLocation(member, node).getCallSignatures() : [];
  return signatures.length === 1 ? signatures.map((each) => authority(each, weights.context)) : [];
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
  for (const { signature, declaration, weight } of authorities) {
    const own = declaration?.parameters[index];
    const symbol = signature.parameters[index];
    if (!symbol) continue;
    const isAlike = Boolean(parameter.dotDotDotToken) === Boolean(own?.dotDotDotToken);
    if (own?.type && isAlike) {
      written.push(own.type);
      ballot.node(own.type, weight / authorities.length);
    }
    const type = checker.getTypeOfSymbolAtLocation(symbol, ballot.place.node);
    ballot.type(
      parameter.questionToken ? checker.getNonNullableType(type) : type,
      weight / 2 / authorities.length,
    );
  }
  // What comes by any of several overloads has to be taken.
  if (written.length > 1) ballot.nodes(written, 2 * weights.overload);
}

/** What they say about the result. */
export function askForReturn(ballot: Ballot, authorities: readonly Authority[]): void {
  for (const { signature, declaration, weight } of authorities) {
    const type = signature.getReturnType();
    ballot.node(declaration?.type, mentionsTypeParameter(type) ? weight / 2 : weight);
    ballot.type(type, weight / 3);
  }
}
