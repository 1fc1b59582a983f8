import type { ts } from '../../../../../services/analysis/typescript.ts';
import { bindingsOf, type Binding } from '../../../syntax/index.ts';
import { commentAbove } from '../name/from-comment.ts';
import type { Plan } from '../plan.ts';
import { parametersMax } from '../print/parameters.ts';
import { firstOf, isInside, lastOf, type StatementRange } from '../range.ts';
import { measuresAfter, smallestRest, type Candidate, type Rest } from './candidates.ts';
import { excessOf, linesMax, type Excess } from './excess.ts';

/** A function with more parameters, or with more values to hand back, than this says that the cut is in the wrong place. */
const inputsMax = 5;
const outputsMax = 2;

/** How well a candidate reads as a function of its own; `undefined` when nobody would want it. Higher is better. */
export function scoreOf(candidate: Candidate, plan: Plan, excess: Excess): number | undefined {
  if (plan.inputs.length > inputsMax || plan.outputs.length > outputsMax) return undefined;
  // What it would hand back is not finished yet: the cut is in the middle of something.
  if (
    plan.outputs.some((output) => plan.flow.declared.includes(output) && isChangedAround(output, plan.range))
  )
    return undefined;
  if (plan.flow.changed.some(({ binding }) => isLeftBehind(binding, plan))) return undefined;
  return (
    worth(candidate, excess, restOf(candidate, plan)) +
    weights.cohesion * cohesionOf(candidate.range) -
    costOf(plan)
  );
}

/** A variable that only the range assigns, and that does not come back: nothing would assign what stays declared outside. */
function isLeftBehind(binding: Binding, { range, outputs }: Plan): boolean {
  const { kind, declarations } = binding;
  const isOutside = kind === 'let' && !declarations.every((name) => isInside(range, name));
  return isOutside && !outputs.includes(binding) && !isChangedAround(binding, range);
}

function isChangedAround({ references }: Binding, range: Plan['range']): boolean {
  return references.some(
    ({ node, access }) => (access === 'write' || access === 'update') && !isInside(range, node),
  );
}

/** How good a candidate can be at best, before anybody looks at its data. */
export function promiseOf(candidate: Candidate, excess: Excess): number {
  return worth(candidate, excess, smallestRest);
}

function worth(candidate: Candidate, excess: Excess, rest: Rest): number {
  const before = excessOf(excess);
  const after = excessOf(measuresAfter(excess, candidate, rest));
  return (
    weights.gain * ((before - after) / before) +
    (after === 0 ? weights.withinLimits : 0) +
    weights.size * sizeFit(candidate.share) +
    seamsOf(candidate.range)
  );
}

const weights = {
  gain: 40,
  withinLimits: 15,
  size: 10,
  cohesion: 25,
  seam: 5,
  comment: 6,
  parameter: 2,
  parameterBeyond: 7,
  firstOutput: 1,
  secondOutput: 10,
  earlyExit: 12,
  jump: 6,
} as const;
const inputsGood = 3;

/** What a score can be above the promise of its candidate. */
export const bonusMax = weights.cohesion;

/** The call, with the question whether to leave early, and in as many lines as a formatter may need for it. */
export function restOf({ nesting }: Candidate, { leaving, inputs, outputs }: Plan): Rest {
  const asks = leaving.kind === 'flag' || leaving.kind === 'value';
  const names = inputs.length + outputs.length;
  return {
    complexity: asks ? 1 + Math.max(0, nesting) : 0,
    lines: (asks || leaving.kind === 'jump' ? 3 : 1) + (names > namesInLineMax ? names + 1 : 0),
  };
}

/** Whether the new function is within the limit even where its parameters and what it hands back are a line each. */
export function isWithinLines({ lines }: Candidate, { inputs, outputs, locals }: Plan): boolean {
  const isObject = inputs.length > parametersMax;
  const parameters = inputs.length === 0 ? 0 : isObject ? 2 * inputs.length + 1 : inputs.length + 1;
  const handedBack = outputs.length > 1 ? outputs.length + 2 : outputs.length;
  return lines + 2 + parameters + handedBack + locals.length <= linesMax;
}

/** So many names fit into the line of a call. */
const namesInLineMax = 4;

function costOf({ inputs, outputs, leaving }: Plan): number {
  const few = Math.min(inputs.length, inputsGood);
  const values = outputs.length === 0 ? 0 : outputs.length === 1 ? weights.firstOutput : weights.secondOutput;
  const exit =
    leaving.kind === 'flag' || leaving.kind === 'value'
      ? weights.earlyExit
      : leaving.kind === 'jump'
        ? weights.jump
        : 0;
  return few * weights.parameter + (inputs.length - few) * weights.parameterBeyond + values + exit;
}

/** Best between a tenth and two fifths of the function. */
function sizeFit(share: number): number {
  if (share < 0.1) return share / 0.1;
  return share > 0.4 ? (0.6 - share) / 0.2 : 1;
}

/** The share of the local names of the range that belong to it alone: those it declares, against those it shares. */
function cohesionOf(range: StatementRange): number {
  const bindings = bindingsOf(firstOf(range).getSourceFile());
  const span = { start: firstOf(range).getStart(), end: lastOf(range).end };
  const home = bindings.root;
  let own = 0;
  let shared = 0;
  const seen = new Set<unknown>();
  for (const { binding, access } of bindings.referencesWithin(span)) {
    if (!binding || binding.scope === home || access === 'type' || seen.has(binding)) continue;
    seen.add(binding);
    const uses = binding.references;
    const inside = uses.filter(({ node }) => isInside(range, node)).length;
    const isOwn = binding.declarations.every((name) => isInside(range, name)) && inside === uses.length;
    // A variable that is used nearly always here belongs here nearly as much.
    own += isOwn ? 1 : (inside / uses.length) * 0.5;
    shared += isOwn ? 0 : 1 - (inside / uses.length) * 0.5;
  }
  return own + shared === 0 ? 0.5 : own / (own + shared);
}

/** Blank lines and comments show where the author saw parts. */
function seamsOf(range: StatementRange): number {
  const { statements } = range;
  const [first] = statements;
  const last = lastOf(range);
  const list = (first.parent as { readonly statements?: readonly ts.Statement[] }).statements ?? [];
  const startsPart = list[0] === first || isBlankBefore(first);
  const next = list[list.indexOf(last as ts.Statement) + 1];
  const endsPart = next === undefined || isBlankBefore(next) || commentAbove(next) !== undefined;
  const isCommented = commentAbove(first) !== undefined;
  return (
    (startsPart || isCommented ? weights.seam : 0) +
    (endsPart ? weights.seam : 0) +
    (isCommented ? weights.comment : 0)
  );
}

function isBlankBefore(statement: ts.Statement): boolean {
  const { text } = statement.getSourceFile();
  return /\n[^\S\n]*\r?\n/.test(text.slice(statement.pos, statement.getStart()));
}
