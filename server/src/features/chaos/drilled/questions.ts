import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { z } from 'zod';
import { methods } from '../../../protocol/index.ts';
import type { DrillPlace, ServedGrace } from './launcher.ts';
import { askedLines, openFile, openText, picked } from './workspace.ts';

export function folderUri({ workspace }: DrillPlace): string {
  return pathToFileURL(workspace).href;
}

/** What an editor says when it opens a folder and a file. */
export async function introduce(grace: ServedGrace, place: DrillPlace): Promise<void> {
  await grace.request('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { workspaceFolders: true } },
    workspaceFolders: [{ uri: folderUri(place), name: 'shop' }],
    initializationOptions: { refactor: { proof: 'before' }, trusted: true },
  });
  grace.notify('initialized', {});
  grace.notify('textDocument/didOpen', {
    textDocument: { uri: uriOf(place), languageId: 'typescript', version: 1, text: openText },
  });
}

/** What can be taken back; the same text as long as all is well. */
export async function pointsOf(grace: ServedGrace): Promise<string> {
  return JSON.stringify(await grace.request(methods.restoreList, {}));
}

/** What it offers at some places, as an editor asks all day; the same text as long as all is well. */
export async function offersOf(grace: ServedGrace, place: DrillPlace): Promise<string> {
  const offers = askedLines.map((line) =>
    grace.request('textDocument/codeAction', {
      textDocument: { uri: uriOf(place) },
      range: rangeAt(line),
      context: { diagnostics: [] },
    }),
  );
  return JSON.stringify(await Promise.all(offers));
}

/** Picks a refactor, as a person does, and lets it go: what it would change, or why it was refused. */
export async function pick(grace: ServedGrace, place: DrillPlace): Promise<string> {
  const { intent, line } = picked;
  const params = { uri: uriOf(place), version: 1, intent, range: rangeAt(line), proof: 'off' };
  const { proposal, message } = proposalSchema.parse(await grace.request(methods.propose, params));
  if (!proposal) return message ?? 'It said nothing.';
  await grace.request(methods.discard, { id: proposal.id });
  return JSON.stringify(proposal.files);
}

const proposalSchema = z.object({
  message: z.string().optional(),
  proposal: z.object({ id: z.string(), files: z.array(z.unknown()) }).optional(),
});

function rangeAt(line: number) {
  return { start: { line, character: 4 }, end: { line, character: 4 } };
}

function uriOf({ workspace }: DrillPlace): string {
  return pathToFileURL(join(workspace, openFile)).href;
}
