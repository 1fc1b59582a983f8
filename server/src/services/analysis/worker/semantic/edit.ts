import { isRefusal, messageOf, refused, type Refusal } from '../../../../base/index.ts';
import type { ChangeSet, Problem, Span } from '../../../../protocol/index.ts';
import type { EditAnswer } from '../../analysis.ts';
import { parseDiagnosticsOf, ts } from '../../typescript.ts';
import type { AnalysisIntent, IntentOutcome, RefactorPort, SyntaxFile, TypedView } from '../../views.ts';
import type { Job } from '../pulse.ts';
import { wasCancelled } from '../serve.ts';
import { isLeftAlone, parseSource, syntaxErrorOf, type ParseCache } from '../syntax/parse-cache.ts';
import { isSourcePath } from '../paths.ts';
import { screen, type ScreenPorts } from './screen.ts';

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
  const { refactor, cache, warn } = ports;
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
  const outcome = runGuarded(ports, intent, file, request.span, job);
  if (isRefusal(outcome)) return outcome;
  const brokenBy = syntaxBrokenBy(outcome.change);
  if (brokenBy !== undefined) {
    warn(`The intent ${intent.id} made text that does not parse: ${brokenBy}`);
    return refused(
      `The edit would break the syntax (${brokenBy}), which is a bug of Grace. Nothing was changed.`,
    );
  }
  job.progress('Checking the result');
  const screening = screen(
    ports,
    outcome.change,
    outcome.change.files.map((each) => each.path),
    job,
  );
  const first = screening.newProblems[0];
  if (first) return refused(problemSentence(first, screening.newProblems.length));
  warnWhenOfferedAgain(ports, intent, file, request.span, outcome);
  return { title: outcome.title, change: outcome.change, notes: outcome.notes, screening };
}

function runGuarded(
  ports: EditPorts,
  intent: AnalysisIntent,
  file: SyntaxFile,
  span: Span,
  job: Job,
): IntentOutcome | Refusal {
  try {
    const view = intent.needs === 'types' ? typedView(ports, file, job) : undefined;
    const outcome = ports.refactor.run(intent, file, span, view);
    if (!outcome)
      return refused(`“${intent.title}” has nothing to do at this place of ${file.path} any more.`);
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

function typedView(ports: EditPorts, file: SyntaxFile, job: Job): TypedView {
  const { project, paths } = ports;
  project.include([paths.absolute(file.path)]);
  job.progress('Loading the project');
  const program = project.program(job);
  const sourceAt = (path: string) => program.getSourceFile(paths.absolute(path));
  const source = sourceAt(file.path);
  if (source?.text !== file.text) throw new Error(`the program holds another text of ${file.path}`);
  return {
    program,
    checker: program.getTypeChecker(),
    source,
    sourceAt,
    languageService: project.languageService,
  };
}

/** The first syntax error that one of the new texts has and the old one had not; files are only edited when they parse. */
function syntaxBrokenBy(change: ChangeSet): string | undefined {
  for (const { path, after } of change.files) {
    if (after === null || !isSourcePath(path)) continue;
    const source = parseSource(path, after);
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
