import { languages, workspace, type ExtensionContext, type LogOutputChannel, type Uri } from 'vscode';
import type { Wire } from '../wire.ts';
import { Appearances, type Standing } from './appearances.ts';
import { problemsOf } from './problem.ts';

/** Nothing is looked at while something changes: what flashes up while a person types is no failure. */
const settleMs = 2_000;
/** Until then a tool that is only starting may say nothing of what is wrong, so nothing counts as gone. */
const warmUpMs = 60_000;
/** Files that wait to be looked at; those beyond are looked at when they change again. */
const waitingMax = 500;
/** Where it is kept what stood when the window was closed. */
const standingKey = 'grace.problemsStanding';

/**
 * Tells the server of problems that appear in the editor, once each. Works only when something changed and has come to
 * rest; a file with unsaved changes waits until it is saved.
 */
export function registerProblemsSeen(context: ExtensionContext, wire: Wire, log: LogOutputChannel): void {
  const appearances = new Appearances(context.workspaceState.get<Standing>(standingKey, {}));
  const startedMs = performance.now();
  const waiting = new Map<string, Uri>();
  let timer: NodeJS.Timeout | undefined;

  const later = (uris: readonly Uri[]) => {
    for (const uri of uris)
      if (uri.scheme === 'file' && waiting.size < waitingMax) waiting.set(uri.toString(), uri);
    if (waiting.size === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      look().catch((reason: unknown) => log.warn(`Problems could not be remembered: ${String(reason)}`));
    }, settleMs);
  };

  async function look(): Promise<void> {
    const uris = [...waiting.values()];
    waiting.clear();
    if (!isWanted()) return;
    let isNew = false;
    for (const uri of uris) {
      const state = await tell(uri);
      if (state === 'later') waiting.set(uri.toString(), uri);
      isNew ||= state === 'new';
    }
    if (isNew) await context.workspaceState.update(standingKey, appearances.standing());
  }

  async function tell(uri: Uri): Promise<'later' | 'same' | 'new'> {
    const name = uri.toString();
    const document = workspace.textDocuments.find((open) => open.uri.toString() === name);
    if (document?.isDirty === true) return 'later';
    if (workspace.getWorkspaceFolder(uri) === undefined) return 'same';
    const problems = problemsOf(languages.getDiagnostics(uri));
    const fresh = appearances.appeared(name, problems, Date.now());
    if (fresh.length > 0 && !(await wire.problemsSeen({ uri: name, problems: fresh }))) return 'later';
    const isShown = document !== undefined && performance.now() - startedMs > warmUpMs;
    return appearances.settle(name, problems, { isShown, told: fresh.length }) ? 'new' : 'same';
  }

  const lookAtAll = () => later(languages.getDiagnostics().map(([uri]) => uri));
  context.subscriptions.push(
    { dispose: () => clearTimeout(timer) },
    languages.onDidChangeDiagnostics(({ uris }) => later(uris)),
    workspace.onDidSaveTextDocument(({ uri }) => later([uri])),
    workspace.onDidChangeTextDocument(() => later([])),
    workspace.onDidGrantWorkspaceTrust(lookAtAll),
  );
  lookAtAll();
}

function isWanted(): boolean {
  return (
    workspace.isTrusted &&
    workspace.getConfiguration('grace.knowledge').get<boolean>('rememberProblems', true)
  );
}
