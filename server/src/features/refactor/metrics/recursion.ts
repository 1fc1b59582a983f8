import { ts } from '../../../services/analysis/typescript.ts';
import { bindingsOf } from '../syntax/index.ts';
import { isFunctionWithBody, type FunctionWithBody } from './function-with-body.ts';

const cache = new WeakMap<ts.SourceFile, ReadonlySet<FunctionWithBody>>();

/**
 * The functions of a file that can reach themselves by calls that this file shows: by name, or by `this.name` within
 * their class. Calls through values, other files and subclasses are not seen.
 */
export function recursiveFunctions(source: ts.SourceFile): ReadonlySet<FunctionWithBody> {
  const known = cache.get(source);
  if (known) return known;
  const found = inCycles(callsIn(source));
  cache.set(source, found);
  return found;
}

type Calls = ReadonlyMap<FunctionWithBody, ReadonlySet<FunctionWithBody>>;

/** What each function calls, also from functions without a name in it: those run on its behalf. */
function callsIn(source: ts.SourceFile): Calls {
  const calls = new Map<FunctionWithBody, Set<FunctionWithBody>>();
  const visit = (node: ts.Node, callers: readonly FunctionWithBody[]): void => {
    if (ts.isCallExpression(node)) {
      const callee = calleeOf(node.expression);
      if (callee) for (const caller of callers) calls.get(caller)?.add(callee);
    }
    if (!isFunctionWithBody(node)) {
      ts.forEachChild(node, (child) => visit(child, callers));
      return;
    }
    calls.set(node, new Set());
    const inside = nameNodeOf(node) ? [node] : [...callers, node];
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(source, []);
  return calls;
}

function calleeOf(callee: ts.Expression): FunctionWithBody | undefined {
  if (ts.isIdentifier(callee)) {
    const [declared] = bindingsOf(callee.getSourceFile()).bindingOf(callee)?.declarations.toReversed() ?? [];
    return declared && functionOf(declared.parent);
  }
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.kind !== ts.SyntaxKind.ThisKeyword)
    return undefined;
  const owner = classOfThis(callee);
  const member = owner?.members.find((each) => each.name && each.name.getText() === callee.name.text);
  return member && functionOf(member);
}

/** The class whose instance `this` is at a node; `undefined` in a function of its own, and outside of classes. */
function classOfThis(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  for (let around = node.parent; !ts.isSourceFile(around); around = around.parent) {
    if (ts.isClassElement(around) && ts.isClassLike(around.parent)) return around.parent;
    if (ts.isFunctionDeclaration(around) || ts.isFunctionExpression(around)) return undefined;
    if (ts.isObjectLiteralElement(around) && isFunctionWithBody(around)) return undefined;
  }
  return undefined;
}

/** The function that a declaration stands for, be it the initializer of a variable or of a property. */
function functionOf(declaration: ts.Node): FunctionWithBody | undefined {
  if (isFunctionWithBody(declaration)) return declaration;
  const isHolder = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration);
  if (!isHolder || !declaration.initializer) return undefined;
  return isFunctionWithBody(declaration.initializer) ? declaration.initializer : undefined;
}

function nameNodeOf(node: FunctionWithBody): ts.Node | undefined {
  if (node.name) return node.name;
  return functionOf(node.parent) === node ? node.parent : undefined;
}

/** The functions that are on a way back to themselves. */
function inCycles(calls: Calls): ReadonlySet<FunctionWithBody> {
  const possible = withoutEnds(calls);
  return new Set([...possible.keys()].filter((start) => reaches(possible, start)));
}

/** Without the functions that call nothing that is left: most of a file, and none of them is on a cycle. */
function withoutEnds(calls: Calls): Calls {
  const left = new Map(calls);
  for (let before = Infinity; left.size < before;) {
    before = left.size;
    for (const [caller, callees] of left)
      if (![...callees].some((each) => left.has(each))) left.delete(caller);
  }
  return left;
}

function reaches(calls: Calls, start: FunctionWithBody): boolean {
  const seen = new Set<FunctionWithBody>();
  const pending = [...(calls.get(start) ?? [])];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next === start) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    pending.push(...(calls.get(next) ?? []));
  }
  return false;
}
