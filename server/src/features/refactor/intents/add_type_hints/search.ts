import { ts } from '../../../../services/analysis/typescript.ts';
import { applyTextEdits } from '../../../../protocol/index.ts';
import type { Imagined, TextEdit, TrialProblem, TypedView } from '../../intent.ts';
import {
  functionName,
  importEdits,
  type Importer,
  type ImportManner,
  type Vocabulary,
} from '../../types/index.ts';
import type { Candidate, Place } from './ballot.ts';
import { candidatesFor, returnCandidates } from './candidates.ts';
import { isFunctionNode, isJavaScript, type Declaration, type Slot } from './declarations.ts';
import type { Said } from './jsdoc.ts';
import { editsFor, unsaid } from './write.ts';

/** Rounds of asking the checker for better candidates. */
const roundsMax = 4;
/** Rounds in which what it still objects to is left alone. */
const dropRoundsMax = 3;
/** Files with callers that are asked as well, where a name is not in too many. */
const callerFilesMax = 6;

export interface Searched {
  readonly edits: readonly TextEdit[];
  readonly chosen: ReadonlyMap<Slot, Candidate>;
}

export interface SearchPorts {
  readonly view: TypedView;
  readonly path: string;
  readonly vocabulary: Vocabulary;
  readonly importer: Importer;
  readonly imports: ImportManner;
  readonly place: Omit<Place, 'node'>;
}

/** Finds the best candidates of every slot that the checker has nothing against, many at once. */
export function search(ports: SearchPorts, declarations: readonly Declaration[]): Searched {
  const choices = new Map<Slot, Choice>();
  for (const declaration of declarations)
    for (const [slot, ranked] of candidatesFor(declaration, ports.place, ports.vocabulary))
      choices.set(slot, choiceOf(reachable(ranked, ports)));
  const wantReturns = declarations.some(({ slots }) => slots.some(({ kind }) => kind === 'return'));
  for (let round = 0; round < roundsMax + dropRoundsMax; round++) {
    if (wantReturns) chooseReturns(ports, declarations, choices);
    const attempt = written(ports, declarations, choices);
    if (attempt.edits.length === 0) return attempt;
    const problems = objections(ports, attempt.edits, declarations);
    if (problems.length === 0) return attempt;
    for (const slot of blame(problems, attempt, ports, declarations)) {
      if (round < roundsMax) stepBack(choices, slot);
      else giveUp(choices, slot);
    }
  }
  return { edits: [], chosen: new Map() };
}

const checked = '// @ts-check\n';

/** What the checker says; JavaScript that it does not look at by itself is shown to it. */
function objections(
  { view, path, vocabulary }: SearchPorts,
  edits: readonly TextEdit[],
  declarations: readonly Declaration[],
): readonly TrialProblem[] {
  const isChecked =
    view.program.getCompilerOptions().checkJs === true || /@ts-(no)?check/.test(view.source.text);
  if (!isJavaScript(view.source) || isChecked)
    return view.imagine(edits).problems(callersOf(declarations, vocabulary, path));
  const asked = { path, span: { start: 0, end: 0 }, newText: checked };
  const open = view.trial([asked]).map(({ message }) => message);
  return view
    .trial([asked, ...edits])
    .filter(({ message }) => !open.includes(message))
    .map((each) => ({ ...each, start: each.start - checked.length }));
}

/** Other files that speak of one function and may object to what it takes; for many, the screening asks them. */
function callersOf(
  declarations: readonly Declaration[],
  vocabulary: Vocabulary,
  path: string,
): readonly string[] {
  const [only, other] = declarations;
  const name = only && !other ? functionName(only.node) : undefined;
  if (!only || name === undefined) return [];
  const own = only.node.getSourceFile().fileName;
  const root = own.slice(0, own.length - path.length);
  const files = new Set(vocabulary.uses(name).map((each) => each.getSourceFile().fileName));
  files.delete(own);
  if (files.size > callerFilesMax) return [];
  return [...files].filter((file) => file.startsWith(root)).map((file) => file.slice(root.length));
}

/** The candidates of one slot that are left, best first. */
interface Choice {
  readonly left: readonly Candidate[];
  readonly rejected: ReadonlySet<string>;
}

function choiceOf(left: readonly Candidate[], rejected: ReadonlySet<string> = new Set()): Choice {
  return { left: left.filter(({ text }) => !rejected.has(text)), rejected };
}

function reachable(ranked: readonly Candidate[], { importer, view }: SearchPorts): readonly Candidate[] {
  // A comment has no imports of its own.
  const isScript = isJavaScript(view.source);
  return ranked.filter(({ imports }) =>
    imports.every((each) => !isScript && importer.sourceOf(each) !== undefined),
  );
}

function stepBack(choices: Map<Slot, Choice>, slot: Slot): void {
  const choice = choices.get(slot);
  const [first] = choice?.left ?? [];
  if (!choice || !first) return;
  choices.set(slot, choiceOf(choice.left, new Set([...choice.rejected, first.text])));
}

function giveUp(choices: Map<Slot, Choice>, slot: Slot): void {
  const choice = choices.get(slot);
  const texts = choice?.left.map(({ text }) => text) ?? [];
  choices.set(slot, choiceOf([], new Set([...(choice?.rejected ?? []), ...texts])));
}

/** Asks what functions return, now that their parameters have types. */
function chooseReturns(
  ports: SearchPorts,
  declarations: readonly Declaration[],
  choices: Map<Slot, Choice>,
): void {
  const isParameter = (slot: Slot) => slot.kind !== 'return';
  const known = new Map([...choices].filter(([slot]) => isParameter(slot)));
  const { edits } = written(ports, declarations, known, 'without results');
  const imagined: Pick<Imagined, 'checker' | 'sourceAt'> =
    edits.length > 0 ? ports.view.imagine(edits) : ports.view;
  const source = imagined.sourceAt(ports.path);
  if (!source) return;
  for (const declaration of declarations) {
    const slot = declaration.slots.find(({ kind }) => kind === 'return');
    if (slot?.kind !== 'return') continue;
    const node = functionAt(source, moved(declaration.span.start, edits), slot.node.kind);
    if (!node) continue;
    const place = { ...ports.place, checker: imagined.checker };
    const ranked = reachable(returnCandidates(node, place, ports.vocabulary), ports);
    choices.set(slot, choiceOf(ranked, choices.get(slot)?.rejected));
  }
}

function functionAt(source: ts.SourceFile, start: number, kind: ts.SyntaxKind) {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (node.end <= start || node.pos > start) return;
    if (node.kind === kind && node.getStart(source) === start) found ??= node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found && isFunctionNode(found) ? found : undefined;
}

/** Where an offset of the old text is in the new one. */
function moved(offset: number, edits: readonly TextEdit[]): number {
  return edits.reduce(
    (at, { span, newText }) => (span.end <= offset ? at + newText.length - (span.end - span.start) : at),
    offset,
  );
}

function written(
  { view, path, importer, imports }: SearchPorts,
  declarations: readonly Declaration[],
  choices: ReadonlyMap<Slot, Choice>,
  form: 'whole' | 'without results' = 'whole',
): Searched {
  const chosen = new Map<Slot, Candidate>();
  for (const [slot, { left }] of choices) if (left[0]) chosen.set(slot, left[0]);
  const hints = declarations.flatMap((each) =>
    editsFor(each, (slot) => chosen.get(slot) ?? silenced(slot, form), view.source, path),
  );
  const needed = [...chosen.values()].flatMap((each) => each.imports);
  return { edits: [...importEdits(needed, importer, view, path, imports), ...hints], chosen };
}

/** A result that is said to be `any` hides what it is: it is asked for without. */
function silenced(slot: Slot, form: 'whole' | 'without results'): Said | undefined {
  return form === 'without results' && slot.kind === 'return' && slot.node.type ? unsaid : undefined;
}

/** Which hints the problems come from: those of the function they are in, the likeliest first. */
function blame(
  problems: readonly TrialProblem[],
  { edits, chosen }: Searched,
  { view, path }: SearchPorts,
  declarations: readonly Declaration[],
): readonly Slot[] {
  const after = applyTextEdits(view.source.text, edits);
  const blamed = new Set<Slot>();
  for (const problem of problems) {
    const isHere = problem.file === path;
    const offset = isHere ? movedBack(problem.start, edits) : -1;
    const around = declarations.filter(({ node }) => node.pos <= offset && offset <= node.end);
    const line = lineAt(isHere ? after : (view.sourceAt(problem.file)?.text ?? ''), problem.start);
    const owners =
      around.length > 0 ? around.slice(-1) : declarations.filter((each) => isNamedIn(each, line));
    for (const { slots } of owners) {
      const slot = likeliest(
        slots.filter((each) => chosen.has(each)),
        chosen,
        line,
        problem,
      );
      if (slot) blamed.add(slot);
    }
  }
  if (blamed.size > 0) return [...blamed];
  // What nobody answers for may come from anything: results first, for they depend on the rest.
  const results = [...chosen.keys()].filter(({ kind }) => kind === 'return');
  return results.length > 0 ? results : [...chosen.keys()];
}

function likeliest(
  slots: readonly Slot[],
  chosen: ReadonlyMap<Slot, Candidate>,
  line: string,
  problem: TrialProblem,
): Slot | undefined {
  const weightOf = (slot: Slot) => chosen.get(slot)?.weight ?? 0;
  const isNamed = (slot: Slot) =>
    slot.kind === 'return'
      ? /\breturn\b/.test(line)
      : new RegExp(`\\b${slot.node.name.getText().replace(/\W+/g, '|')}\\b`).test(line + problem.message);
  const byWeight = slots.toSorted((a, b) => weightOf(a) - weightOf(b));
  return byWeight.find(isNamed) ?? byWeight[0];
}

function isNamedIn({ node }: Declaration, line: string): boolean {
  const name = node.name?.getText() ?? '';
  return name !== '' && line.includes(name);
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? undefined : end);
}

function movedBack(offset: number, edits: readonly TextEdit[]): number {
  let at = offset;
  for (const { span, newText } of edits.toSorted((a, b) => a.span.start - b.span.start))
    if (span.start < at) at = Math.max(span.start, at - (newText.length - (span.end - span.start)));
  return at;
}
