import { uriOf } from './folders.ts';
import type { Opened, Session } from './session.ts';

/** The text a file has now as the person sees it: the open document, else the disk. */
export async function currentText(
  session: Session,
  { folder, services }: Opened,
  path: string,
): Promise<string | undefined> {
  const document = session.documents.get(uriOf(folder, services, path));
  return document ? document.getText() : services.read(path);
}
