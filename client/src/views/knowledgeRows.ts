import { l10n } from 'vscode';
import type { FolderEntry, LearnedEntry, LearnedRemedy } from '../../../server/src/protocol/index.ts';
import { remedyWords } from '../../../server/src/protocol/index.ts';
import { agoWords, repairedWords, seenWords } from '../problems/knownWords.ts';

type Example = LearnedEntry['examples'][number];
type Attempt = LearnedRemedy['attempts'][number];

/** A row of the Knowledge view. Commands of the view are given such a row. */
export type KnowledgeNode =
  | { readonly kind: 'failure'; readonly of: FolderEntry }
  | {
      readonly kind: 'example';
      readonly of: FolderEntry;
      readonly example: Example;
      readonly uri: string | null;
    }
  | { readonly kind: 'signature'; readonly of: FolderEntry; readonly signature: string }
  | { readonly kind: 'remedy'; readonly of: FolderEntry; readonly remedy: LearnedRemedy }
  | {
      readonly kind: 'attempt';
      readonly of: FolderEntry;
      readonly remedy: LearnedRemedy;
      readonly attempt: Attempt;
    };

export function childrenOf(node: KnowledgeNode): readonly KnowledgeNode[] {
  switch (node.kind) {
    case 'failure':
      return inside(node.of);
    case 'remedy':
      return node.remedy.attempts.map((attempt) => ({ ...node, kind: 'attempt', attempt }));
    case 'example':
    case 'signature':
    case 'attempt':
      return [];
  }
}

export function parentOf(node: KnowledgeNode): KnowledgeNode | undefined {
  switch (node.kind) {
    case 'failure':
      return undefined;
    case 'attempt':
      return { kind: 'remedy', of: node.of, remedy: node.remedy };
    case 'example':
    case 'signature':
    case 'remedy':
      return { kind: 'failure', of: node.of };
  }
}

/** What repaired it comes first, for that is what one looks for. */
function inside(of: FolderEntry): readonly KnowledgeNode[] {
  const { remedies, examples, signatures } = of.entry;
  return [
    ...remedies.map((remedy) => ({ kind: 'remedy' as const, of, remedy })),
    ...examples.map((example, index) => ({
      ...{ kind: 'example' as const, of, example },
      uri: of.uris[index] ?? null,
    })),
    ...(signatures.length < 2
      ? []
      : signatures.map((signature) => ({ kind: 'signature' as const, of, signature }))),
  ];
}

/** What a person calls it; else the sentence that was printed last, which says more than what all of them have in common. */
export function titleOf({ name, message, template }: LearnedEntry): string {
  return name ?? firstLine(message ?? template);
}

export function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

/** `TS2304 · seen 7 times, last 5 minutes ago; repaired 6 times by Add the import`. */
export function failureWords(entry: LearnedEntry, nowMs: number): string {
  const { tool, code, seen, lastSeen } = entry;
  const seenShort =
    lastSeen === undefined ? l10n.t('not seen here') : l10n.t('{0}×, {1}', seen, agoWords(lastSeen, nowMs));
  const repaired = repairedWords(remediesOf(entry));
  return [code ?? tool, seenShort, repaired].filter((part) => part !== undefined).join(' · ');
}

/** The same in sentences, for who hears the row or rests on it. */
export function failureSentences(entry: LearnedEntry, nowMs: number): readonly string[] {
  const repaired = repairedWords(remediesOf(entry));
  return [
    [entry.tool, entry.code].filter((part) => part !== undefined).join(' '),
    seenWords(entry, nowMs),
    ...(repaired === undefined ? [] : [capital(repaired)]),
  ].filter((sentence) => sentence !== '');
}

/** `helped 5 of 6 times`, and why it is not tried by itself where it is not. */
export function remedyRecord({ tried, verified, reverted, quarantined, elsewhere }: LearnedRemedy): string {
  const there =
    elsewhere === undefined
      ? []
      : [l10n.t('elsewhere {0} of {1}', elsewhere.verified - elsewhere.reverted, elsewhere.tried)];
  if (tried === 0) return [l10n.t('not tried here'), ...there].join(' · ');
  return [
    l10n.t('helped {0} of {1}', verified - reverted, tried),
    ...(reverted === 0 ? [] : [l10n.t('{0} taken back', reverted)]),
    ...there,
    ...(quarantined ? [l10n.t('in quarantine')] : []),
  ].join(' · ');
}

export function remedyTitle(remedy: LearnedRemedy): string {
  return remedy.title ?? remedyWords(remedy);
}

export function attemptWords({ outcome, reason }: Attempt): string {
  const words = {
    verified: l10n.t('It helped'),
    failed: l10n.t('It did not help'),
    reverted: l10n.t('It was taken back'),
  };
  const ended = outcome === undefined ? l10n.t('Nobody said how it ended') : words[outcome];
  return reason === undefined ? ended : `${ended}: ${reason}`;
}

/** Equal for entries whose rows say the same. */
export function rowsKey(entries: readonly FolderEntry[], nowMs: number): string {
  return JSON.stringify(
    entries.map((of) => [
      of,
      failureSentences(of.entry, nowMs),
      of.entry.examples.map(({ time }) => agoWords(time, nowMs)),
    ]),
  );
}

function remediesOf({ remedies }: LearnedEntry) {
  return remedies.map((remedy) => ({
    title: remedyTitle(remedy),
    tried: remedy.tried,
    helped: remedy.verified - remedy.reverted,
  }));
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
