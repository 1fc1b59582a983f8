import type { Connection } from 'vscode-languageserver/node';
import { isRefusal, refused, withCancel, type Refusal } from '../base/index.ts';
import type { Proposal } from '../features/refactor/index.ts';
import type { GraceSettings } from '../protocol/index.ts';
import type { Dispatch } from './dispatch.ts';
import type { Documents } from './documents.ts';
import type { Folder, FolderServices } from './folders.ts';
import type { Status } from './status.ts';

/** What every request handler may reach. */
export interface Session {
  readonly connection: Connection;
  readonly dispatch: Dispatch;
  readonly documents: Documents;
  readonly status: Status;
  readonly version: string;
  /** The settings as the editor last told them. */
  settings(): GraceSettings;
  changeSettings(settings: GraceSettings): void;
  folders(): readonly Folder[];
  folderOf(uri: string): Folder | undefined;
}

export interface Opened {
  readonly folder: Folder;
  readonly services: FolderServices;
}

/** The folder of a file with its services up, or a sentence why there is none. */
export async function openedFor(
  session: Session,
  uri: string,
  signal: AbortSignal,
): Promise<Opened | Refusal> {
  const folder = session.folderOf(uri);
  if (!folder) {
    return refused('This file is outside the opened folders. Open the folder it belongs to, then try again.');
  }
  const services = await withCancel(folder.services, signal);
  return isRefusal(services) ? services : { folder, services };
}

/** Every folder whose services are up. */
export function readyFolders(session: Session): readonly Opened[] {
  return session.folders().flatMap((folder) => (folder.ready ? [{ folder, services: folder.ready }] : []));
}

/** A kept proposal and the folder it belongs to. */
export function proposalOf(session: Session, id: string): (Opened & { proposal: Proposal }) | undefined {
  for (const opened of readyFolders(session)) {
    const proposal = opened.services.refactor.get(id);
    if (proposal) return { ...opened, proposal };
  }
  return undefined;
}

/** Said wherever an id no longer names a proposal. */
export const proposalGone = 'This proposal is gone. Run the refactor again.';
