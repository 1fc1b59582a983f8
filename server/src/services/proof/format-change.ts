import { isRefusal } from '../../base/index.ts';
import type { ChangeSet, FileChange } from '../../protocol/index.ts';
import type { PackageFacts, WorkspaceFacts } from '../workspace/index.ts';
import { commandsOf } from './commands-of.ts';
import { findFormatters, type Formatter } from './formatters.ts';
import { folderIn, packageOf, relativeTo } from './gates/gate.ts';
import type { ProofWorld } from './prove-change.ts';
import { runTool } from './run-tool.ts';
import type { Sandbox } from './sandbox/index.ts';

/** Time one file may take to be formatted before it is left as it is. */
const formatDeadlineMs = 30_000;
const formatOutputBytesMax = 16 * 1024 * 1024;

/**
 * Lays out the changed files as the workspace's own formatter does, where the files were laid out by it before: a file in
 * which it had nothing to change is given back as one. The formatter reads from its input in the sandbox and writes no file. Whatever goes wrong leaves a file as it is: the
 * linter has its say in the proof.
 */
export async function formatChange(
  change: ChangeSet,
  world: ProofWorld,
  signal: AbortSignal,
): Promise<ChangeSet> {
  const workspace = await world.describe(signal);
  if (isRefusal(workspace)) return change;
  const formatters = await findFormatters(workspace, world.disk);
  const node = await world.processes.workspaceNode(workspace.root);
  if (formatters.length === 0 || node === undefined) return change;
  if (!(await world.mayRun(await commandsOf(workspace, node, world.disk)))) return change;
  const sandbox = await world.sandboxFor(workspace, signal);
  if (isRefusal(sandbox) || isRefusal(await sandbox.sync(signal))) return change;
  const files: FileChange[] = [];
  for (const file of change.files) {
    const chosen = formatters
      .filter(({ member }) => covers(workspace, member, file.path))
      .sort((a, b) => b.member.folder.length - a.member.folder.length);
    files.push(
      await formatFile(file, chosen, (...asked) => print(...asked, { world, sandbox, node, signal })),
    );
  }
  return { files };
}

/** The formatters of the package that holds a file, or of the root. */
function covers(facts: WorkspaceFacts, member: PackageFacts, path: string): boolean {
  return member.folder === '' || packageOf(facts, path) === member;
}

/** Answers a text as the formatter prints it; `undefined` when it would not. */
type Print = (formatter: Formatter, path: string, text: string) => Promise<string | undefined>;

/** By the first formatter that the file was laid out by before the change. */
async function formatFile(
  file: FileChange,
  formatters: readonly Formatter[],
  printed: Print,
): Promise<FileChange> {
  const { path, before, after } = file;
  if (after === null) return file;
  for (const formatter of formatters) {
    const [old, now] = await Promise.all([
      before === null ? null : printed(formatter, path, before),
      printed(formatter, path, after),
    ]);
    if (old !== before || now === undefined) continue;
    // A change that is one of layout only would be undone.
    return now === before ? file : { ...file, after: now };
  }
  return file;
}

async function print(
  formatter: Formatter,
  path: string,
  text: string,
  {
    world,
    sandbox,
    node,
    signal,
  }: { world: ProofWorld; sandbox: Sandbox; node: string; signal: AbortSignal },
): Promise<string | undefined> {
  const { folder } = formatter.member;
  const run = {
    argv: [node, formatter.entry, ...formatter.args(relativeTo(folder, path))] as [string, ...string[]],
    cwd: folderIn(sandbox, folder),
    stdin: text,
    deadlineMs: formatDeadlineMs,
    outputBytesMax: formatOutputBytesMax,
  };
  const answer = await runTool(world, formatter.title, run, signal);
  if (answer.kind === 'unavailable') return undefined;
  const { exitCode, stdout, truncated } = answer.outcome;
  return exitCode === 0 && !truncated && stdout !== '' ? stdout : undefined;
}
