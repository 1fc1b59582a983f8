import { ts } from '../../../../services/analysis/typescript.ts';
import type { FileLogger } from './find-logger.ts';
import { ancestorsOf, functionAround, lookup } from './scope.ts';

/** Why the logger of the file cannot be used at a node; `undefined` when it can. */
export function whyUnreachable(node: ts.Node, logger: FileLogger): string | undefined {
  const visible = lookup(node, logger.expression);
  if (visible !== logger.declared) {
    return `\`${logger.expression}\` means something else here, so the logger is hidden: rename it first.`;
  }
  const { declared } = logger;
  if (!declared || isHoisted(declared)) return undefined;
  const ready = declared.parent.end;
  if (isWithin(node, declared.parent))
    return 'This is part of how the logger is made, so it cannot log itself.';
  const start = earliestRun(node);
  if (start === undefined || start > ready) return undefined;
  const { line } = declared.getSourceFile().getLineAndCharacterOfPosition(declared.getStart());
  return `This runs before \`${logger.expression}\` is there, which is made on line ${line + 1}: move it below.`;
}

/** Imports are ready before the first statement runs. */
function isHoisted(declared: ts.Identifier): boolean {
  return !ts.isVariableDeclaration(declared.parent) && !ts.isBindingElement(declared.parent);
}

function isWithin(node: ts.Node, ancestor: ts.Node): boolean {
  for (const at of ancestorsOf(node)) if (at === ancestor) return true;
  return false;
}

/** Where the file first runs the code at `node` while it loads; `undefined` when loading does not run it. */
function earliestRun(node: ts.Node): number | undefined {
  let outermost: ts.FunctionLikeDeclaration | undefined;
  for (let around = functionAround(node); around; around = functionAround(around)) outermost = around;
  if (!outermost) return node.getStart();
  if (ts.isParenthesizedExpression(outermost.parent) && ts.isCallExpression(outermost.parent.parent)) {
    return outermost.getStart();
  }
  const name = ts.isFunctionDeclaration(outermost) ? outermost.name?.text : undefined;
  if (name === undefined) return undefined;
  let first: number | undefined;
  const visit = (at: ts.Node): void => {
    if (ts.isFunctionLike(at) || first !== undefined) return;
    if (ts.isCallExpression(at) && ts.isIdentifier(at.expression) && at.expression.text === name)
      first = at.getStart();
    ts.forEachChild(at, visit);
  };
  visit(node.getSourceFile());
  return first;
}
