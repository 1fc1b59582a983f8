import { isRefusal, messageOf, refused, type Refusal } from '../../../../base/index.ts';
import type { ChangeSet, Problem, Span } from '../../../../protocol/index.ts';
import type { EditAnswer, Screening } from '../../analysis.ts';
import { parseDiagnosticsOf, ts } from '../../typescript.ts';
import type { AnalysisIntent, IntentOutcome, RefactorPort, SyntaxFile } from '../../views.ts';
import type { Job } from '../pulse.ts';
import { wasCancelled } from '../serve.ts';
import { isLeftAlone, parseSource, syntaxErrorOf, type ParseCache } from '../syntax/parse-cache.ts';
import { isSourcePath } from '../paths.ts';
import { newNames, type Trees } from './new-names.ts';
import { programsOf, screen, type ScreenPorts } from './screen.ts';
import { typedView } from './typed-view.ts';

export interface EditPorts extends ScreenPorts {
  readonly refactor: RefactorPort;
  readonly cache: ParseCache;
  readonly warn: (message: string) => void;
}

export interface EditRequest {
  readonly path: string;
  readonly intent: string;
  readonly span: Span;
}

/** Makes the edit of one intent and looks at it with the compiler's eyes before anyone else does. */
export function makeEdit(ports: EditPorts, request: EditRequest, job: Job): EditAnswer | Refusal {
  const { refactor, cache } = ports;
  const intent = refactor.intents.find((each) => each.id === request.intent);
  if (!intent)
    return refused(`There is no refactor called ${request.intent}; \`grace refactor list\` shows them.`);
  const file = cache.file(request.path);
  if (isLeftAlone(file)) return refused(file.leftAlone);
  const broken = syntaxErrorOf(file);
  if (broken) return refused(broken);
  if (request.span.start < 0 || request.span.start > request.span.end || request.span.end > file.text.length)
    return refused(
      `The place that was picked lies outside of ${file.path}: it has changed since; pick it again.`,
    );
  const first = attempt(ports, intent, file, request.span, [], job);
  if (isRefusal(first)) return first;
  const settled = withoutOffenders(ports, intent, file, request.span, first, job);
  if (isRefusal(settled)) return settled;
  const { outcome, screening } = settled;
  // What was left out for its types alone is offered again, since offers know none.
  if (settled === first) warnWhenOfferedAgain(ports, intent, file, request.span, outcome);
  const { title, change, notes, introduces } = outcome;
  const declares = newNames(change, treesOf(ports, change, job));
  return { title, change, notes, screening, declares, ...(introduces ? { introduces } : {}) };
}

interface Attempt {
  readonly outcome: IntentOutcome;
  readonly screening: Screening;
}

/** One edit, screened; refused when it cannot be made or does not parse. */
function attempt(
  ports: EditPorts,
  intent: AnalysisIntent,
  file: SyntaxFile,
  span: Span,
  without: readonly Span[],
  job: Job,
): Attempt | Refusal {
  const outcome = runGuarded(ports, intent, file, span, without, job);
  if (isRefusal(outcome)) return outcome;
  const brokenBy = syntaxBrokenBy(outcome.change, treesOf(ports, outcome.change, job));
  if (brokenBy !== undefined) {
    ports.warn(`The intent ${intent.id} made text that does not parse: ${brokenBy}`);
    return refused(
      `The edit would break the syntax (${brokenBy}), which is a bug of Grace. Nothing was changed.`,
    );
  }
  job.progress('Checking the result');
  const paths = outcome.change.files.map((each) => each.path);
  return { outcome, screening: screen(ports, outcome.change, paths, job) };
}

/** An edit that adds type errors is made once more without the parts that they come from, where it has parts. */
function withoutOffenders(
  ports: EditPorts,
  intent: AnalysisIntent,
  file: SyntaxFile,
  span: Span,
  tried: Attempt,
  job: Job,
): Attempt | Refusal {
  let current = tried;
  const left: Offender[] = [];
  for (let retries = 0; ; retries++) {
    const { newProblems } = current.screening;
    const [first] = newProblems;
    if (!first) break;
    const refusal = refused(problemSentence(first, newProblems.length));
    const parts = retries < retriesMax ? (intent.parts?.(file, span) ?? []) : [];
    const found = offendersIn(parts, file, current);
    if (found.length === 0 || left.length + found.length >= parts.length) return refusal;
    left.push(...found);
    const without = left.map((each) => each.part);
    const next = attempt(ports, intent, file, span, without, job);
    if (isRefusal(next)) return refusal;
    current = next;
  }
  if (left.length === 0) return tried;
  const notes = [...current.outcome.notes, ...left.map((each) => noteOf(each, file))];
  return { ...current, outcome: { ...current.outcome, notes } };
}

/** A second edit may show what the errors of the first one hid; beyond that, the file is refused. */
const retriesMax = 2;

interface Offender {
  readonly part: Span;
  readonly problem: Problem;
}

/** The parts whose new text has a new problem on one of its lines; none when a problem comes from elsewhere. */
function offendersIn(parts: readonly Span[], file: SyntaxFile, { outcome, screening }: Attempt): Offender[] {
  const after = outcome.change.files.find((each) => each.path === file.path)?.after ?? '';
  const lineAt = (offset: number) => after.slice(0, offset).split('\n').length;
  const offenders: Offender[] = [];
  for (const problem of screening.newProblems) {
    const line = problem.file === file.path ? (problem.line ?? 0) : 0;
    const edit = outcome.moved?.find(
      (each) => isReplaced(each.before) && lineAt(each.after.start) <= line && line <= lineAt(each.after.end),
    );
    const part = edit && parts.find((each) => each.start < edit.before.end && edit.before.start < each.end);
    if (!part) return [];
    if (!offenders.some((each) => each.part === part)) offenders.push({ part, problem });
  }
  return offenders;
}

function isReplaced(span: Span): boolean {
  return span.end > span.start;
}

function noteOf({ part, problem }: Offender, file: SyntaxFile): string {
  const line = file.source.getLineAndCharacterOfPosition(part.start).line + 1;
  return `Line ${line} stays: Its edit would add a type error (${problem.code ?? ''} ${problem.message.replace(/\.$/, '')}).`;
}

function runGuarded(
  ports: EditPorts,
  intent: AnalysisIntent,
  file: SyntaxFile,
  span: Span,
  without: readonly Span[],
  job: Job,
): IntentOutcome | Refusal {
  try {
    const view = intent.needs === 'types' ? typedView(ports, file, job) : undefined;
    const outcome = ports.refactor.run(intent, file, span, view, without);
    if (!outcome)
      return refused(
        `“${intent.title}” has nothing to do at this place of ${file.path}. ${intent.where ?? 'It may have changed: pick it again.'}`,
      );
    if (isRefusal(outcome)) return outcome;
    if (outcome.change.files.length === 0)
      return refused(`“${intent.title}” would change nothing at this place of ${file.path}.`);
    const outside = outcome.change.files.find((each) => /^(?:\/|\.\.(?:\/|$))/.test(each.path));
    return outside
      ? refused(`${outside.path} lies outside of the workspace, so it is not changed.`)
      : outcome;
  } catch (thrown) {
    if (wasCancelled(thrown)) throw thrown;
    ports.warn(`The intent ${intent.id} failed at ${file.path}: ${messageOf(thrown)}`);
    return refused(
      `“${intent.title}” failed at ${file.path} (${messageOf(thrown)}), which is a bug of Grace. Nothing was changed.`,
    );
  }
}

/** The trees that the programs of a change have anyway; of what no program holds, ones of their own. */
function treesOf(ports: ScreenPorts, change: ChangeSet, job: Job): Trees {
  if (!change.files.some(({ path }) => isSourcePath(path)))
    return { before: parseSource, after: parseSource };
  const { before, after } = programsOf(ports, change, job);
  const treeIn = (program: ts.Program) => (path: string, text: string) => {
    const source = program.getSourceFile(ports.paths.absolute(path));
    return source?.text === text ? source : parseSource(path, text);
  };
  return { before: treeIn(before), after: treeIn(after) };
}

/** The first syntax error that one of the new texts has and the old one had not; files are only edited when they parse. */
function syntaxBrokenBy(change: ChangeSet, trees: Trees): string | undefined {
  for (const { path, after } of change.files) {
    if (after === null || !isSourcePath(path)) continue;
    const source = trees.after(path, after);
    const error = parseDiagnosticsOf(source)[0];
    if (!error) continue;
    const line = source.getLineAndCharacterOfPosition(error.start).line + 1;
    return `${path}:${line}: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`;
  }
  return undefined;
}

function problemSentence(first: Problem, count: number): string {
  const more = count > 1 ? ` and ${count - 1} more` : '';
  const place = `${first.file ?? ''}:${first.line ?? 1}`;
  const kind = count > 1 ? 'type errors' : 'a type error';
  return `The edit would add ${kind}: ${place} ${first.code ?? ''} ${first.message.replace(/\.$/, '')}${more}. Nothing was changed.`;
}

/** Over a whole file, an intent that still wants something after it ran would never come to rest. */
function warnWhenOfferedAgain(
  ports: EditPorts,
  intent: AnalysisIntent,
  file: SyntaxFile,
  span: Span,
  outcome: IntentOutcome,
): void {
  if (span.start !== 0 || span.end !== file.text.length) return;
  const after = outcome.change.files.find((each) => each.path === file.path)?.after;
  if (after === undefined || after === null) return;
  const again = { ...file, text: after, source: parseSource(file.path, after) };
  const offered = intent.offer({ file: again, span: { start: 0, end: after.length } });
  if (offered && !isRefusal(offered))
    ports.warn(`The intent ${intent.id} offers “${offered.title}” again on its own result in ${file.path}.`);
}
