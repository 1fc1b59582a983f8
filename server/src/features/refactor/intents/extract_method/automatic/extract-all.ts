import { isRefusal, refused, type Refusal } from '../../../../../base/index.ts';
import { applyTextEdits } from '../../../../../protocol/index.ts';
import type { ts } from '../../../../../services/analysis/typescript.ts';
import type { Edit, SyntaxFile, TextEdit, TypedView } from '../../../intent.ts';
import type { FunctionWithBody } from '../../../metrics/function-with-body.ts';
import { choicesUnder, functionWithBodyAt, measuresOf } from '../choose/index.ts';
import type { Extraction } from '../extract.ts';
import { extractFirst, trialsPerStepMax } from './extract-first.ts';
import { planOf } from './plan-of.ts';
import { gainInWords, titleFor } from './title.ts';

/** Functions taken out of one, so that a change can still be looked over; what is left then is found again. */
const stepsMax = 40;

/** What was made so far: the text, and where things are in it. */
interface State {
  readonly file: SyntaxFile;
  readonly view: TypedView;
  /** Where the body of the function starts. */
  readonly at: number;
  /** Where the bodies of functions start of which nothing more can be taken. */
  readonly done: ReadonlySet<number>;
}

/**
 * Takes out of a function, and of those in it, what is worth it, one part after the other, until nothing is: done once,
 * nothing of it is found again.
 */
export function extractAll(root: FunctionWithBody, file: SyntaxFile, view: TypedView): Edit | Refusal {
  const before = measuresOf(root);
  let state: State = { file, view, at: root.body.getStart(), done: new Set() };
  const made: Extraction[] = [];
  let refusal: Refusal | undefined;
  while (made.length < stepsMax) {
    const { source } = state.view;
    const here = functionWithBodyAt(source, state.at);
    const [choices] = here ? choicesUnder(here, planOf, (of) => state.done.has(of.body.getStart())) : [];
    if (!choices) break;
    const step = extractFirst(choices, state.file, state.view, { left: trialsPerStepMax });
    if (isRefusal(step)) {
      refusal ??= step;
      state = { ...state, done: new Set([...state.done, choices[0].of.body.getStart()]) };
      continue;
    }
    made.push(step.edit);
    state = after(step.edit.edits, state, view);
  }
  const [first] = made;
  if (!first) return refusal ?? refused('The function has changed since: pick it again.');
  return together(first, made, state, view, before);
}

function together(
  first: Extraction,
  made: readonly Extraction[],
  { file, view: { source }, at }: State,
  view: TypedView,
  before: ReturnType<typeof measuresOf>,
): Edit {
  const names = made.map(({ introduces }) => introduces.name);
  const of = functionWithBodyAt(source, at);
  const title = of ? titleFor(names, of) + gainInWords(before, measuresOf(of)) : first.title;
  const span = { start: 0, end: view.source.text.length };
  return {
    edits: made.length === 1 ? first.edits : [{ path: file.path, span, newText: file.text }],
    notes: made.flatMap(({ notes = [] }) => notes),
    introduces: first.introduces,
    title,
  };
}

/** The file as it is after a step; its types are those of the project with all steps made. */
function after(edits: readonly TextEdit[], { file, at, view, done }: State, original: TypedView): State {
  const text = applyTextEdits(view.source.text, edits);
  const whole = (newText: string): readonly TextEdit[] => [
    { path: file.path, span: { start: 0, end: original.source.text.length }, newText },
  ];
  const imagined = original.imagine(whole(text));
  const source = imagined.sourceAt(file.path);
  if (!source) throw new Error(`${file.path} is gone from its own project`);
  const next: TypedView = {
    program: imagined.program,
    checker: imagined.checker,
    source,
    sourceAt: (path) => imagined.sourceAt(path),
    get languageService(): ts.LanguageService {
      return original.languageService;
    },
    trial: (more) => original.trial(whole(applyTextEdits(text, more))),
    imagine: (more) => original.imagine(whole(applyTextEdits(text, more))),
  };
  return {
    file: { ...file, text, source },
    view: next,
    at: shifted(at, edits),
    done: new Set([...done].map((each) => shifted(each, edits))),
  };
}

/** Where an offset that no edit covers is after them. */
function shifted(offset: number, edits: readonly TextEdit[]): number {
  return edits
    .filter(({ span }) => span.end <= offset)
    .reduce((at, { span, newText }) => at + newText.length - (span.end - span.start), offset);
}
