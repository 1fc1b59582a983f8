import { ts } from '../../../../../services/analysis/typescript.ts';
import { nestingOf, type Increment } from '../../../metrics/cognitive-complexity.ts';
import { linesOfCodeBetween } from '../../../metrics/lines-of-code.ts';
import type { StatementRange } from '../range.ts';
import { statementsOf } from '../select.ts';
import { complexityMax, excessOf, linesMax, type Excess } from './excess.ts';

/** Statements that could be taken out of a function, with what that changes by the numbers. */
export interface Candidate {
  readonly range: StatementRange;
  readonly lines: number;
  /** Share of the lines of the function. */
  readonly share: number;
  /** How deep the place is nested in the function. */
  readonly nesting: number;
  /** Complexity of the function that the statements become. */
  readonly complexityInside: number;
  readonly complexityRemoved: number;
}

/** A range is a meaningful part of its function: neither a line or two, nor nearly all of it. */
const linesMin = 5;
const shareMin = 0.05;
const shareMax = 0.6;
/** Ranges of one block that are looked at; a block of more statements is looked at in its first ones. */
const statementsMax = 120;
/** What the first line and the last bracket of the new function add; its parameters and what it hands back come on top. */
const linesAround = 2;
/** An extraction takes at least this off the excess, or brings the function within its limits. */
const gainMin = 4;

/** All contiguous ranges of the blocks of a function that would make it better by the numbers alone. */
export function candidatesIn(excess: Excess): readonly Candidate[] {
  const found: Candidate[] = [];
  const visit = (node: ts.Node): void => {
    const statements = statementsOf(node);
    if (statements.length > 0) found.push(...rangesOf(statements.slice(0, statementsMax), excess));
    ts.forEachChild(node, visit);
  };
  visit(excess.of.body);
  return found.filter((each) => isWorthIt(each, excess, smallestRest));
}

function rangesOf(statements: readonly ts.Statement[], excess: Excess): readonly Candidate[] {
  const [first] = statements;
  if (!first) return [];
  const nesting = nestingOf(first, excess.of);
  // A call of the function around makes the new one a part of its recursion.
  const insideMax = complexityMax - (excess.increments.some(({ node }) => node === excess.of) ? 1 : 0);
  const parts = statements.map((statement) => measured(statement, excess, nesting));
  const source = first.getSourceFile();
  const found: Candidate[] = [];
  for (const [start, from] of statements.entries()) {
    let removed = 0;
    let inside = 0;
    let isMaking = true;
    for (const [offset, part] of parts.slice(start).entries()) {
      removed += part.removed;
      inside += part.inside;
      const lines = linesOfCodeBetween(source, from.getStart(source), part.statement.end);
      if (lines + linesAround > linesMax || inside > insideMax || lines > excess.lines * shareMax) break;
      isMaking &&= makesFunction(part.statement);
      if (isMaking || lines < linesMin || lines < excess.lines * shareMin) continue;
      if (offset === statements.length - 1 && isBodyWithName(from.parent)) continue;
      found.push({
        range: { kind: 'statements', statements: [from, ...statements.slice(start + 1, start + offset + 1)] },
        lines,
        share: lines / excess.lines,
        nesting,
        complexityInside: inside,
        complexityRemoved: removed,
      });
    }
  }
  return found;
}

/** Taken out alone, it would become a function that makes a function: one more name, and nothing is simpler. */
function makesFunction(statement: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(statement)) return true;
  if (ts.isReturnStatement(statement)) return isFunctionValue(statement.expression);
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.every(({ initializer }) => isFunctionValue(initializer));
}

/** All that a function with a name does: taken out, it would get another name, and a function that calls it. */
function isBodyWithName(list: ts.Node): boolean {
  const { parent } = list;
  if (!ts.isBlock(list) || !ts.isFunctionLike(parent)) return false;
  return (
    parent.name !== undefined ||
    ts.isVariableDeclaration(parent.parent) ||
    ts.isPropertyAssignment(parent.parent)
  );
}

function isFunctionValue(value: ts.Expression | undefined): boolean {
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
}

interface Part {
  readonly statement: ts.Statement;
  readonly removed: number;
  readonly inside: number;
}

function measured(statement: ts.Statement, { increments }: Excess, nesting: number): Part {
  const own = increments.filter(({ node }) => statement.pos <= node.pos && node.end <= statement.end);
  const removed = own.reduce((sum, each) => sum + 1 + each.nesting, 0);
  const inside = own.reduce((sum, each) => sum + 1 + nestingInside(each, nesting), 0);
  return { statement, removed, inside };
}

function nestingInside({ kind, nesting }: Increment, outside: number): number {
  return kind === 'structure' ? nesting - outside : 0;
}

/** What stands in the place of a candidate once it is out: the call, and what asks for its answer. */
export interface Rest {
  readonly complexity: number;
  readonly lines: number;
}

export const smallestRest: Rest = { complexity: 0, lines: 1 };

/** The function once a candidate is out. */
export function measuresAfter(excess: Excess, candidate: Candidate, rest: Rest): Rest {
  return {
    complexity: excess.complexity - candidate.complexityRemoved + rest.complexity,
    lines: excess.lines - candidate.lines + rest.lines,
  };
}

/**
 * Each extraction takes something off a total that is never added to (what it makes is within all limits and stands
 * outside of every function), so that looking for opportunities again and again comes to an end.
 */
export function isWorthIt(candidate: Candidate, excess: Excess, rest: Rest): boolean {
  const before = excessOf(excess);
  const after = excessOf(measuresAfter(excess, candidate, rest));
  return after < before && (after === 0 || before - after >= gainMin);
}
