import { Uri, workspace } from 'vscode';
import type { SaveParams } from '../../server/src/protocol/index.ts';

/** Saves what the server had the editor write into files that were clean before. */
export async function saveDocuments({ uris }: SaveParams): Promise<null> {
  for (const uri of uris) {
    const document = await workspace.openTextDocument(Uri.parse(uri));
    if (document.isDirty) await document.save();
  }
  return null;
}
