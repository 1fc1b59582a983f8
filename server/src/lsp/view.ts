import { diffLines } from 'diff';
import type { Proposal } from '../features/refactor/index.ts';
import type { FileChange, ProposalFileView, ProposalView } from '../protocol/index.ts';
import { introducedBy } from './introduced.ts';
import { uriOf, type Folder, type FolderServices } from './folders.ts';

/** A diff that takes longer is counted as a whole-file replacement: the numbers are only for display. */
const diffMsMax = 200;

/** A proposal as the editor shows it. `current` reads the text a file has now, buffers first. */
export async function viewOf(
  proposal: Proposal,
  folder: Folder,
  services: FolderServices,
  current: (path: string) => Promise<string | undefined>,
): Promise<ProposalView> {
  const { id, intent, title, change, verdict, report, restorePoint } = proposal;
  const applied = restorePoint !== undefined;
  const stale = !applied && (await anyChanged(change.files, current));
  const introduces = introducedBy(proposal, folder, services);
  return {
    id,
    intent,
    title,
    folder: folder.uri,
    files: change.files.map((file) => ({ ...countsOf(file), uri: uriOf(folder, services, file.path) })),
    verdict,
    ...(report ? { gates: report.gates, report } : {}),
    notes: proposal.notes,
    ...(introduces ? { introduces } : {}),
    stale,
    createdAt: new Date(proposal.createdAt).toISOString(),
    applied,
    ...(applied ? { restorePoint } : {}),
  };
}

async function anyChanged(
  files: readonly FileChange[],
  current: (path: string) => Promise<string | undefined>,
): Promise<boolean> {
  for (const file of files) {
    if (((await current(file.path)) ?? null) !== file.before) return true;
  }
  return false;
}

const counted = new WeakMap<FileChange, Omit<ProposalFileView, 'uri'>>();

function countsOf(file: FileChange): Omit<ProposalFileView, 'uri'> {
  const known = counted.get(file);
  if (known) return known;
  const parts = diffLines(file.before ?? '', file.after ?? '', { timeout: diffMsMax });
  const count = (which: 'added' | 'removed') =>
    parts ? sum(parts.filter((part) => part[which]).map((part) => part.count)) : 0;
  const view = {
    path: file.path,
    change:
      file.before === null
        ? ('created' as const)
        : file.after === null
          ? ('deleted' as const)
          : ('changed' as const),
    insertions: parts ? count('added') : linesOf(file.after),
    deletions: parts ? count('removed') : linesOf(file.before),
  };
  counted.set(file, view);
  return view;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function linesOf(text: string | null): number {
  return text === null ? 0 : text.split('\n').length;
}
