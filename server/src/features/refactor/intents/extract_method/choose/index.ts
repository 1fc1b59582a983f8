/** Choose promises the part of a function that is worth being a function of its own, for code that nobody selected. */
import type { Span } from '../../../../../protocol/index.ts';
import { ts } from '../../../../../services/analysis/typescript.ts';
import { isFunctionWithBody, type FunctionWithBody } from '../../../metrics/function-with-body.ts';
import { startWithComments } from '../comments.ts';
import type { Plan } from '../plan.ts';
import { firstOf, lastOf, type StatementRange } from '../range.ts';
import { candidatesIn, isWorthIt, measuresAfter, type Candidate, type Rest } from './candidates.ts';
import { excessesIn, excessOf, hasStatements, measure, type Excess } from './excess.ts';
import { overlap } from './foresee.ts';
import { bonusMax, isWithinLines, promiseOf, restOf, scoreOf } from './score.ts';

export { complexityMax, linesMax } from './excess.ts';
export { afterwards, foresee } from './foresee.ts';
export type { Rest };

/** Candidates of one function whose data flow is looked at: the most promising by the numbers. */
const plannedMax = 60;

export interface Choice {
  readonly of: FunctionWithBody;
  readonly range: StatementRange;
  readonly plan: Plan;
  /** The function now, and once the range is out. */
  readonly before: Rest;
  readonly after: Rest;
}

/** The choices for one function, the best one first. */
export type Choices = readonly [Choice, ...Choice[]];

/** What the engine would make of a range; `undefined` for what it refuses. */
export type PlanFor = (range: StatementRange) => Plan | undefined;

/** A function over a limit that stands in no other one, with what makes it and the functions in it better. */
export interface Opportunity {
  readonly root: FunctionWithBody;
  /** For each of the functions to begin with. */
  readonly begin: readonly [Choices, ...Choices[]];
}

/** What there is to do in a file: all of a function is one thing, so that nothing of it is left once that is done. */
export function opportunitiesOf(source: ts.SourceFile, planFor: PlanFor): readonly Opportunity[] {
  const excesses = excessesIn(source);
  const found = new Map<FunctionWithBody, [Choices, ...Choices[]]>();
  for (const choices of choicesAmong(excesses, planFor)) {
    const [{ of }] = choices;
    const root = excesses.findLast((each) => isAround(each.of, of))?.of ?? of;
    const begin = found.get(root);
    if (begin) begin.push(choices);
    else found.set(root, [choices]);
  }
  return [...found].map(([root, begin]) => ({ root, begin }));
}

/** What there is to do in a function and in those inside of it, but for those that are done with. */
export function choicesUnder(
  root: FunctionWithBody,
  planFor: PlanFor,
  isDone: (of: FunctionWithBody) => boolean,
): readonly Choices[] {
  const within = excessesIn(root.getSourceFile()).filter(
    (each) => isAround(root, each.of) && !isDone(each.of),
  );
  return choicesAmong(within, planFor);
}

/** A function waits as long as one in it can be made better, since that may be all it needs. */
function choicesAmong(excesses: readonly Excess[], planFor: PlanFor): readonly Choices[] {
  const found: Choices[] = [];
  for (const excess of excesses) {
    if (found.some(([{ of }]) => isAround(excess.of, of))) continue;
    const choices = choicesOf(excess, planFor);
    if (choices) found.push(choices);
  }
  return found;
}

/**
 * The choices for the function whose head a caret is on. A caret in a body asks for the part that it is in, of the innermost
 * function that has one there.
 */
export function choicesAt(source: ts.SourceFile, caret: number, planFor: PlanFor): Choices | undefined {
  for (const of of functionsAround(source, { start: caret, end: caret })) {
    const choices = choicesWithin(of, planFor);
    const asked = choices && caret > of.body.getStart(source) ? holding(choices, caret) : choices;
    if (asked) return asked;
  }
  return undefined;
}

/** The function whose body a span is. */
export function functionOfBody(source: ts.SourceFile, { start, end }: Span): FunctionWithBody | undefined {
  const found = functionWithBodyAt(source, start);
  return found?.body.end === end ? found : undefined;
}

/** The function whose body starts at an offset. */
export function functionWithBodyAt(source: ts.SourceFile, start: number): FunctionWithBody | undefined {
  return functionsAround(source, { start, end: start + 1 }).find(
    ({ body }) => body.getStart(source) === start,
  );
}

export function measuresOf(of: FunctionWithBody): Rest {
  const { complexity, lines } = measure(of);
  return { complexity, lines };
}

function choicesWithin(of: FunctionWithBody, planFor: PlanFor): Choices | undefined {
  const excess = measure(of);
  return excessOf(excess) > 0 ? choicesOf(excess, planFor) : undefined;
}

/** The functions that hold a span, and the one that a caret is on the name of; the innermost first. */
function functionsAround(source: ts.SourceFile, { start, end }: Span): readonly FunctionWithBody[] {
  const found: FunctionWithBody[] = [];
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end < end) return;
    const held = hasStatements(node) ? node : heldBy(node);
    if (held && node.getStart(source) <= start && !found.includes(held)) found.unshift(held);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The function that a declaration gives its name to: `const name = () => {…}`, `name: () => {…}`. */
function heldBy(node: ts.Node): FunctionWithBody | undefined {
  const declarations = ts.isVariableStatement(node) ? node.declarationList.declarations : [node];
  const [holder] = declarations.length === 1 ? declarations : [];
  const isHolder =
    holder &&
    (ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder) || ts.isPropertyDeclaration(holder));
  const value = isHolder ? holder.initializer : undefined;
  return value && hasStatements(value) ? value : undefined;
}

/**
 * The part of a function that a caret is in, then what else holds the caret: parts are the best choice, the best that has
 * nothing of it, and so on. Between the parts is what reads well where it is.
 */
function holding(choices: Choices, caret: number): Choices | undefined {
  const parts: Choice[] = [];
  for (const choice of choices) if (!parts.some((part) => overlap(part, choice))) parts.push(choice);
  const part = parts.find((each) => holds(each, caret));
  if (!part) return undefined;
  return [part, ...choices.filter((each) => each !== part && holds(each, caret))];
}

/** By lines, as a person sees it: blanks in front of a statement and the comments that belong to it hold a caret too. */
function holds({ range }: Choice, caret: number): boolean {
  const source = firstOf(range).getSourceFile();
  const lineOf = (offset: number) => source.getLineAndCharacterOfPosition(offset).line;
  const from = lineOf(startWithComments(firstOf(range)));
  return from <= lineOf(caret) && lineOf(caret) <= lineOf(lastOf(range).end);
}

function choicesOf(excess: Excess, planFor: PlanFor): Choices | undefined {
  const promising = candidatesIn(excess)
    .map((candidate) => ({ candidate, promise: promiseOf(candidate, excess) }))
    .sort((a, b) => b.promise - a.promise)
    .slice(0, plannedMax);
  const judged: { readonly choice: Choice; readonly score: number }[] = [];
  let best = -Infinity;
  for (const { candidate, promise } of promising) {
    // The data can only take away from what a candidate promises, but for a bounded bonus.
    if (promise + bonusMax <= best) break;
    const plan = planFor(candidate.range);
    if (!plan || !standsAlone(plan) || !isWithinLines(candidate, plan)) continue;
    const rest = restOf(candidate, plan);
    const score = isWorthIt(candidate, excess, rest) ? scoreOf(candidate, plan, excess) : undefined;
    if (score === undefined) continue;
    judged.push({ choice: choiceOf(excess, candidate, plan, rest), score });
    best = Math.max(best, score);
  }
  const [first, ...others] = judged.sort((a, b) => b.score - a.score).map(({ choice }) => choice);
  return first ? [first, ...others] : undefined;
}

function choiceOf(excess: Excess, candidate: Candidate, plan: Plan, rest: Rest): Choice {
  return {
    of: excess.of,
    range: candidate.range,
    plan,
    before: { complexity: excess.complexity, lines: excess.lines },
    after: measuresAfter(excess, candidate, rest),
  };
}

/** A function that stands in the long one, or in one around it, would leave that as long. */
export function standsAlone({ target }: Plan): boolean {
  for (let at = target.scope; !ts.isSourceFile(at); at = at.parent) if (isFunctionWithBody(at)) return false;
  return true;
}

function isAround(outer: ts.Node, inner: ts.Node): boolean {
  return outer.pos <= inner.pos && inner.end <= outer.end;
}
