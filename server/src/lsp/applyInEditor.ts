import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { refused, systemClock, type Refusal } from '../base/index.ts';
import { methods, type ChangeSet, type FileChange, type SaveParams } from '../protocol/index.ts';
import { currentText } from './currentText.ts';
import { uriOf } from './folders.ts';
import type { Opened, Session } from './session.ts';
import { textEdits } from './textEdits.ts';

type DocumentChange = NonNullable<WorkspaceEdit['documentChanges']>[number];

export interface EditorChange {
  readonly change: ChangeSet;
  readonly title: string;
  /** Files that had unsaved changes before: they stay unsaved. */
  readonly unsaved: ReadonlySet<string>;
}

/**
 * Has the editor write a change, as one undo step, and looks whether it really did: edits mixed with file operations
 * are not atomic in VS Code. What was written of a change that did not arrive whole is taken back.
 */
export async function applyInEditor(
  session: Session,
  opened: Opened,
  { change, title, unsaved }: EditorChange,
): Promise<'applied' | Refusal> {
  const { files } = change;
  const moved = await firstThatIsNot('before', session, opened, files);
  if (moved !== undefined) {
    return refused(`${moved} changed since this was proposed. Choose "Prove Again", then accept it.`);
  }
  const applied = await send(session, opened, files, title);
  const lost = applied ? await arrival('after', session, opened, files) : files[0]?.path;
  if (applied && lost === undefined) {
    await save(session, opened, files, unsaved);
    return 'applied';
  }
  const unrestored = await takeBack(session, opened, files, title);
  await save(session, opened, files, unsaved);
  const where = lost ?? files[0]?.path ?? 'the workspace';
  if (unrestored === undefined) {
    return refused(
      `The editor could not write ${where}, so nothing was changed. Save your work and try again.`,
    );
  }
  return refused(
    `The editor did not take the change as a whole, and ${unrestored} was edited at the same moment, so Grace left it ` +
      'alone. Look at it, undo there what you do not want, then choose "Prove Again".',
  );
}

/** The files of a change whose open buffer differs from the disk in any byte. */
export async function unsavedFiles(
  session: Session,
  { folder, services }: Opened,
  change: ChangeSet,
): Promise<ReadonlySet<string>> {
  const unsaved = new Set<string>();
  for (const { path } of change.files) {
    const document = session.documents.get(uriOf(folder, services, path));
    if (document && document.getText() !== (await services.read(path))) unsaved.add(path);
  }
  return unsaved;
}

async function save(
  session: Session,
  { folder, services }: Opened,
  files: readonly FileChange[],
  unsaved: ReadonlySet<string>,
): Promise<void> {
  const uris = files
    .filter(({ path, after }) => after !== null && !unsaved.has(path))
    .map(({ path }) => uriOf(folder, services, path));
  if (uris.length > 0) await session.connection.sendRequest(methods.save, { uris } satisfies SaveParams);
}

async function send(
  session: Session,
  opened: Opened,
  files: readonly FileChange[],
  label: string,
): Promise<boolean> {
  const documentChanges = files.flatMap((file) => editsFor(session, opened, file));
  const answer = await session.connection.workspace.applyEdit({
    label,
    edit: { documentChanges },
    metadata: { isRefactoring: true },
  });
  return answer.applied;
}

/** Created files first exist, then get their text; deleted files go only when they hold what was agreed. */
function editsFor(session: Session, opened: Opened, file: FileChange): readonly DocumentChange[] {
  const uri = uriOf(opened.folder, opened.services, file.path);
  if (file.after === null) return [{ kind: 'delete', uri, options: { ignoreIfNotExists: false } }];
  const version = session.documents.get(uri)?.version ?? null;
  const edit: TextDocumentEdit = {
    textDocument: { uri, version: file.before === null ? null : version },
    edits: [...textEdits(file.before ?? '', file.after)],
  };
  if (file.before !== null) return [edit];
  return [{ kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } }, edit];
}

async function takeBack(
  session: Session,
  opened: Opened,
  files: readonly FileChange[],
  title: string,
): Promise<string | undefined> {
  const written: FileChange[] = [];
  for (const file of files) {
    const text = (await currentText(session, opened, file.path)) ?? null;
    // Anything that is not ours was typed by the person meanwhile: it stays.
    const ours = sameText(text, file.after) || (file.before === null && text === '');
    if (ours && !sameText(text, file.before))
      written.push({ path: file.path, before: text, after: file.before });
  }
  if (written.length > 0) await send(session, opened, written, `Undo: ${title}`);
  return arrival('before', session, opened, files);
}

/** The editor answers an edit before it tells the changed text: so long its news may take. */
const newsMsMax = 3_000;
const newsPollMs = 20;

/** The first file that is not as agreed once the news of the editor had time to arrive; `undefined` when all are. */
async function arrival(
  side: 'before' | 'after',
  session: Session,
  opened: Opened,
  files: readonly FileChange[],
): Promise<string | undefined> {
  const { ending } = session.dispatch;
  for (let waitedMs = 0; waitedMs < newsMsMax; waitedMs += newsPollMs) {
    if ((await firstThatIsNot(side, session, opened, files)) === undefined) return undefined;
    await systemClock.sleep(newsPollMs, ending);
  }
  return firstThatIsNot(side, session, opened, files);
}

async function firstThatIsNot(
  side: 'before' | 'after',
  session: Session,
  opened: Opened,
  files: readonly FileChange[],
): Promise<string | undefined> {
  for (const file of files) {
    const text = (await currentText(session, opened, file.path)) ?? null;
    if (sameText(text, file[side])) continue;
    return file.path;
  }
  return undefined;
}

const byteOrderMark = '\uFEFF';

/** The editor hides a byte-order mark from the text it tells. */
function sameText(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  const bare = (text: string) => (text.startsWith(byteOrderMark) ? text.slice(1) : text);
  return bare(one) === bare(other);
}
