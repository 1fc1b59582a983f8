import {
  TabInputTextDiff,
  Uri,
  commands,
  l10n,
  window,
  workspace,
  type ExtensionContext,
  type Tab,
} from 'vscode';
import type { ProposalFileView, ProposalView } from '../../server/src/protocol/index.ts';
import type { Proposals } from './proposals.ts';
import { verdictLabel } from './verdict.ts';
import type { Wire } from './wire.ts';

/** The diff editors that show a proposal before it is accepted. */
export interface Review {
  /** All files of a proposal side by side in one editor. */
  open(proposal: ProposalView): Promise<void>;
  openFile(proposal: ProposalView, file: ProposalFileView): Promise<void>;
  /** Closes what shows a proposal, because it was accepted or discarded. */
  close(id: string): Promise<void>;
  /** The proposal the active editor shows. */
  active(): ProposalView | undefined;
}

const scheme = 'grace-proposal';

/** Titles of opened reviews are remembered up to here; the oldest is forgotten first. */
const titlesMax = 200;

export function registerReview(context: ExtensionContext, wire: Wire, proposals: Proposals): Review {
  /** Where the editor tells nothing of a multi-diff tab but its label, it is known by the title it was opened with. */
  const idByTitle = new Map<string, string>();

  context.subscriptions.push(
    workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => wire.proposalFile(readUri(uri)),
    }),
    window.tabGroups.onDidChangeTabs(showContext),
    window.tabGroups.onDidChangeTabGroups(showContext),
    proposals.onDidChange(showContext),
  );

  function idOf(tab: Tab): string | undefined {
    const { input } = tab;
    if (input instanceof TabInputTextDiff) return idOfDiff(input);
    if (isMultiDiff(input)) {
      for (const diff of input.textDiffs) {
        const id = idOfDiff(diff);
        if (id !== undefined) return id;
      }
      return undefined;
    }
    if (input !== undefined) return undefined;
    for (const [title, id] of idByTitle) if (tab.label.startsWith(title)) return id;
    return undefined;
  }

  function active(): ProposalView | undefined {
    const tab = window.tabGroups.activeTabGroup.activeTab;
    const id = tab && idOf(tab);
    return id === undefined ? undefined : proposals.get(id);
  }

  function showContext(): void {
    const proposal = active();
    const reviewing = proposal !== undefined && !proposal.applied && proposal.verdict !== 'proving';
    void commands.executeCommand('setContext', 'grace.reviewing', reviewing);
  }

  return {
    active,
    async open(proposal) {
      const title = titleOf(proposal);
      idByTitle.delete(title);
      idByTitle.set(title, proposal.id);
      for (const oldest of idByTitle.keys()) {
        if (idByTitle.size <= titlesMax) break;
        idByTitle.delete(oldest);
      }
      const resources = proposal.files.map((file) => [
        Uri.parse(file.uri),
        file.change === 'created' ? undefined : sideUri(proposal, file, 'before'),
        file.change === 'deleted' ? undefined : sideUri(proposal, file, 'after'),
      ]);
      await commands.executeCommand('vscode.changes', title, resources);
      showContext();
    },
    async openFile(proposal, file) {
      const title = `${file.path} (${verdictLabel(proposal)})`;
      const [before, after] = [sideUri(proposal, file, 'before'), sideUri(proposal, file, 'after')];
      await commands.executeCommand('vscode.diff', before, after, title, { preview: true });
      showContext();
    },
    async close(id) {
      const tabs = window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => idOf(tab) === id);
      if (tabs.length > 0) await window.tabGroups.close(tabs, true);
    },
  };
}

/** What VS Code hands out for a multi-diff editor; its class is not part of the stable API. */
interface MultiDiff {
  readonly textDiffs: readonly Pick<TabInputTextDiff, 'original' | 'modified'>[];
}

function isMultiDiff(input: unknown): input is MultiDiff {
  return (
    typeof input === 'object' && input !== null && 'textDiffs' in input && Array.isArray(input.textDiffs)
  );
}

/** A side that does not exist may be missing whatever the types say. */
function idOfDiff({ original, modified }: Partial<MultiDiff['textDiffs'][number]>): string | undefined {
  const ours = [modified, original].find((uri) => uri?.scheme === scheme);
  return ours && readUri(ours).id;
}

function titleOf(proposal: ProposalView): string {
  return l10n.t('Grace: {0} ({1})', proposal.title, verdictLabel(proposal));
}

function sideUri({ id }: ProposalView, { path }: ProposalFileView, side: 'before' | 'after'): Uri {
  return Uri.from({ scheme, path: `/${path}`, query: new URLSearchParams({ id, side }).toString() });
}

function readUri(uri: Uri): { id: string; path: string; side: 'before' | 'after' } {
  const query = new URLSearchParams(uri.query);
  return {
    id: query.get('id') ?? '',
    path: uri.path.slice(1),
    side: query.get('side') === 'before' ? 'before' : 'after',
  };
}
