import { refused, type Refusal } from '../../../../base/index.ts';
import type { Edit, SyntaxFile, TextEdit, TypedView } from '../../intent.ts';
import { styleOf, type Style } from '../../syntax/index.ts';
import { endWithComments, indentAt, startWithComments } from './comments.ts';
import type { Flow } from './flow/index.ts';
import { editsToImport } from './importing.ts';
import type { Leaving } from './leaving.ts';
import { nameOf } from './name-of.ts';
import { occurrencesOf } from './occurrences/index.ts';
import { plansOf, type Plan } from './plan.ts';
import { spanOf } from './print/body.ts';
import { callLines } from './print/call.ts';
import { functionText } from './print/function.ts';
import type { Range } from './range.ts';
import { isPromiseReturnedFromTry } from './returned-promise.ts';
import { signaturesOf, type Signature } from './signature/index.ts';
import { valueFormOf } from './value-form.ts';

/** Each trial checks the file once more; what the first few do not solve is not solved by the next. */
const trialsMax = 5;

/** An edit that says what it made, which may be another function in another place than was offered from syntax alone. */
export type Extraction = Edit & Required<Pick<Edit, 'title' | 'introduces'>>;

/** Checks of the file that an extraction may still cost. */
export interface Trials {
  left: number;
}

interface Wanted {
  readonly range: Range;
  readonly flow: Flow;
  readonly leaving: Leaving;
  readonly isWanted?: (plan: Plan) => boolean;
}

/** Makes the first extraction, from the best place to the nearest, to which the checker has nothing to say. */
export function extract(
  file: SyntaxFile,
  view: TypedView,
  { range, flow, leaving, isWanted }: Wanted,
  trials: Trials = { left: trialsMax },
): Extraction | Refusal {
  const style = styleOf(view.source, file.surroundings);
  const tried = new Set<string>();
  let problem = '';
  let code: string | undefined;
  for (const candidate of candidatesOf(range, flow, leaving, view, style)) {
    if (isWanted?.(candidate.plan) === false) continue;
    if (isNeedless(candidate.plan, code)) continue;
    if (isPromiseReturnedFromTry(candidate.plan, view)) return refused(promiseInTry);
    const edits = [
      ...editsToImport(candidate.signature.imports, view, file.path),
      ...editsFor(candidate, file.path, view, style),
    ];
    const key = JSON.stringify(edits);
    if (tried.has(key)) continue;
    if (trials.left === 0) break;
    trials.left -= 1;
    tried.add(key);
    const [first] = view.trial(edits);
    if (!first) return withOccurrences(candidate, edits, file.path, view, style);
    code ??= first.code;
    problem ||= `${first.code}: ${first.message.replace(/\.$/, '')}`;
  }
  return refused(
    problem === ''
      ? 'The types of the values that the selection uses cannot be written down where the function would stand; select more or less of it.'
      : `A function made of the selection would not type-check, wherever it stands (${problem}); select more or less of it.`,
  );
}

const promiseInTry =
  'The selection returns a promise from inside of a `try`, where its call would have to be awaited; write `return await` first.';

/** Private and protected members of other objects can be read in their class only. */
const hiddenMemberCodes = new Set(['TS2341', 'TS2445', 'TS2446']);

/** A method where a function would do: it is one more thing that a class has. */
function isNeedless({ target, flow: { words } }: Plan, code: string | undefined): boolean {
  if (target.kind !== 'method' || words.this || words.super || words.privateName) return false;
  return code === undefined || !hiddenMemberCodes.has(code);
}

/** The same code elsewhere becomes calls as well, where the checker agrees. */
function withOccurrences(
  candidate: Candidate,
  edits: readonly TextEdit[],
  path: string,
  view: TypedView,
  style: Style,
): Extraction {
  const { name, plan } = candidate;
  const introduces = { path, name };
  const title = titleFor(plan, name);
  const others = candidate.signature.hasHiddenGenerics ? [] : occurrencesOf(plan);
  const calls = others.map((plan) => callEdit({ ...candidate, plan }, path, view, style));
  const all = [...edits, ...calls];
  if (calls.length === 0 || view.trial(all).length > 0) return { title, edits, introduces };
  const lines = others.map(
    ({ range }) => view.source.getLineAndCharacterOfPosition(spanOf(range).start).line + 1,
  );
  const [places, verb] =
    lines.length === 1 ? [`Line ${lines.join()} was`, 'calls'] : [`Lines ${lines.join(', ')} were`, 'call'];
  const note = `${places} the same code and ${verb} \`${name}\` as well.`;
  return { title, edits: all, introduces, notes: [note] };
}

export function titleFor({ target }: Plan, name: string): string {
  return `Extract to ${target.kind === 'method' ? 'method' : 'function'} ‘${name}’`;
}

interface Candidate {
  readonly plan: Plan;
  readonly signature: Signature;
  readonly name: string;
}

function* candidatesOf(
  range: Range,
  flow: Flow,
  leaving: Leaving,
  view: TypedView,
  style: Style,
): Generator<Candidate> {
  for (const plan of plansOf(range, flow, leaving)) {
    for (const precision of ['plain', 'exact', 'open'] as const) {
      for (const signature of signaturesOf(plan, view, style, precision))
        yield { plan, signature, name: nameIn(plan, view) };
    }
  }
}

function nameIn(plan: Plan, { checker }: TypedView): string {
  const { target } = plan;
  if (target.kind !== 'method') return nameOf(plan, new Set());
  const owner = checker.getTypeAtLocation(target.scope);
  const members = new Set(checker.getPropertiesOfType(owner).map(({ name }) => name));
  return nameOf(plan, members);
}

function editsFor(
  { plan, signature, name }: Candidate,
  path: string,
  view: TypedView,
  style: Style,
): readonly TextEdit[] {
  const { range, target } = plan;
  const { text } = view.source;
  const span = spanOf(range);
  const form = valueFormOf(plan, view);
  const indent = indentAt(text, target.anchor.getStart());
  const declaration = functionText(plan, signature, name, form, indent, style);
  const { newText: call } = callEdit({ plan, signature, name }, path, view, style);
  const edit = (start: number, end: number, newText: string): TextEdit => ({
    path,
    span: { start, end },
    newText: newText.replaceAll('\n', style.newline),
  });
  if (target.kind !== 'nested') {
    const end = endWithComments(target.anchor);
    const space = isFollowedClosely(text, end) ? '\n' : '';
    return [edit(span.start, span.end, call), edit(end, end, `\n\n${indent}${declaration}${space}`)];
  }
  const start = startWithComments(target.anchor);
  if (start === span.start && range.kind === 'statements') {
    return [edit(span.start, span.end, `${declaration}\n${indent}${call}`)];
  }
  return [edit(start, start, `${declaration}\n${indent}`), edit(span.start, span.end, call)];
}

/** The call that stands in the place of a range. */
function callEdit(
  { plan, signature, name }: Candidate,
  path: string,
  view: TypedView,
  style: Style,
): TextEdit {
  const span = spanOf(plan.range);
  const indent = indentAt(view.source.text, span.start);
  const lines = callLines(plan, signature, name, valueFormOf(plan, view), style);
  return { path, span, newText: lines.join(`\n${indent}`).replaceAll('\n', style.newline) };
}

/** Whether other code begins on the very next line. */
function isFollowedClosely(text: string, end: number): boolean {
  return /^[ \t]*\r?\n[ \t]*[^\s}]/.test(text.slice(end));
}
