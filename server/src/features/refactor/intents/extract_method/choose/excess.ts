import { ts } from '../../../../../services/analysis/typescript.ts';
import { complexityIncrements, pointsOf, type Increment } from '../../../metrics/cognitive-complexity.ts';
import { isFunctionWithBody, type FunctionWithBody } from '../../../metrics/function-with-body.ts';
import { linesOfCode } from '../../../metrics/lines-of-code.ts';

/** Above this cognitive complexity (Sonar’s default) a function is too complex. */
export const complexityMax = 15;
/** Above this many lines of code, a function is too long. */
export const linesMax = 60;

/** A function that is too complex or too long, and by how much. */
export interface Excess {
  readonly of: FunctionWithBody;
  readonly increments: readonly Increment[];
  readonly complexity: number;
  readonly lines: number;
}

/** How much a function is over both limits together: 0 when it is over none. */
export function excessOf({
  complexity,
  lines,
}: {
  readonly complexity: number;
  readonly lines: number;
}): number {
  return Math.max(0, complexity - complexityMax) + Math.max(0, lines - linesMax);
}

/** The functions of a file that are over a limit, inner ones before those around them. */
export function excessesIn(source: ts.SourceFile): readonly Excess[] {
  const found: Excess[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    const excess = hasStatements(node) ? measure(node) : undefined;
    if (excess && excessOf(excess) > 0) found.push(excess);
  };
  visit(source);
  return found;
}

/** Whether a node is a function with a body of statements. */
export function hasStatements(node: ts.Node): node is FunctionWithBody {
  return isFunctionWithBody(node) && ts.isBlock(node.body);
}

export function measure(of: FunctionWithBody): Excess {
  const increments = complexityIncrements(of);
  return { of, increments, complexity: pointsOf(increments), lines: linesOfCode(of) };
}
