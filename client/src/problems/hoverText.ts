import { l10n, MarkdownString } from 'vscode';
import type { KnownProblem } from '../../../server/src/protocol/index.ts';
import { markdownText } from '../markdownText.ts';
import type { FailurePlace } from '../views/knowledgeView.ts';
import { repairedWords, seenWords } from './knownWords.ts';

/** What is known of a problem. Names and titles are what people and files say, and are shown as text. */
export function hoverText(known: KnownProblem, nowMs: number): MarkdownString {
  const text = new MarkdownString('$(history) ', true);
  text.isTrusted = { enabledCommands: [revealCommand] };
  if (known.name !== undefined) text.appendMarkdown(`**${markdownText(known.name)}** · `);
  const repaired = repairedWords(known.remedies);
  const words = [seenWords(known, nowMs), ...(repaired === undefined ? [] : [repaired])].join('; ');
  text.appendMarkdown(markdownText(words));
  const place: FailurePlace = { folder: known.folder, id: known.id };
  const link = encodeURIComponent(JSON.stringify([place]));
  text.appendMarkdown(
    ` · [${l10n.t('Show')}](command:${revealCommand}?${link} "${l10n.t('Show what is known of it')}")`,
  );
  return text;
}

const revealCommand = 'grace.knowledge.reveal';
