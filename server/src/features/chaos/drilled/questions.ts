import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { methods } from '../../../protocol/index.ts';
import type { DrillPlace, ServedGrace } from './launcher.ts';
import { askedLines, openFile, openText } from './workspace.ts';

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

/** What an editor asks all day; the same text as long as all is well. */
export async function ask(grace: ServedGrace, place: DrillPlace): Promise<string> {
  const offers = askedLines.map((line) =>
    grace.request('textDocument/codeAction', {
      textDocument: { uri: uriOf(place) },
      range: { start: { line, character: 4 }, end: { line, character: 4 } },
      context: { diagnostics: [] },
    }),
  );
  const answers = await Promise.all([...offers, grace.request(methods.restoreList, {})]);
  return JSON.stringify(answers);
}

function uriOf({ workspace }: DrillPlace): string {
  return pathToFileURL(join(workspace, openFile)).href;
}
