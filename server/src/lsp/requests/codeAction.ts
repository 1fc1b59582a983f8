import { CodeActionKind, CodeActionTriggerKind, type CodeAction } from 'vscode-languageserver/node';
import { isRefusal } from '../../base/index.ts';
import { commands, plainText, type LspRange, type PickArguments } from '../../protocol/index.ts';
import type { OfferAnswer } from '../../services/analysis/index.ts';
import { pathOf } from '../folders.ts';
import { spanOf } from '../positions.ts';
import { openedFor, type Session } from '../session.ts';

/** Lightbulb entries, from syntax alone: picking one runs a command, which can say why it refuses. */
export function answerCodeAction(session: Session): void {
  session.dispatch.request<CodeActionParams, readonly CodeAction[]>(
    'textDocument/codeAction',
    async ({ textDocument, range, context }, signal) => {
      if (context.only && !context.only.some(mayHoldRefactors)) return [];
      const document = session.documents.get(textDocument.uri);
      const opened = await openedFor(session, textDocument.uri, signal);
      if (!document || isRefusal(opened)) return [];
      const path = pathOf(opened.folder, opened.services, textDocument.uri);
      if (path === undefined) return [];
      const { version } = document;
      const span = spanOf(document, range);
      // Of the analysis itself: nothing else has to be up for an offer.
      const offers = await opened.services.analysis.offers({ path, version, span }, signal);
      return offers
        .filter((offer) => !context.only || context.only.some((kind) => holds(kind, offer.kind)))
        .filter((offer) => isAskedFor(range, context) || !holds(CodeActionKind.RefactorExtract, offer.kind))
        .map((offer) => actionOf(offer, { uri: textDocument.uri, version, intent: offer.intent, range }));
    },
  );
}

function actionOf(offer: OfferAnswer, place: Omit<PickArguments, 'title'>): CodeAction {
  const { title, kind, refused } = offer;
  if (refused !== undefined) return { title, kind, disabled: { reason: plainText(refused) } };
  const pick: PickArguments = { title, ...place };
  return { title, kind, command: { title, command: commands.pick, arguments: [pick] } };
}

/** Almost any code can be extracted: a caret that only passes by lights no bulb for it, as with TypeScript's own. */
function isAskedFor({ start, end }: LspRange, { triggerKind }: CodeActionParams['context']): boolean {
  const isCaret = start.line === end.line && start.character === end.character;
  return !isCaret || triggerKind !== CodeActionTriggerKind.Automatic;
}

/** Kinds form a tree by dots: asking for a parent asks for its children. */
function holds(asked: string, kind: string): boolean {
  return asked === '' || kind === asked || kind.startsWith(`${asked}.`);
}

function mayHoldRefactors(asked: string): boolean {
  return asked === '' || holds('refactor', asked);
}

interface CodeActionParams {
  readonly textDocument: { readonly uri: string };
  readonly range: LspRange;
  readonly context: { readonly only?: readonly string[]; readonly triggerKind?: CodeActionTriggerKind };
}
