import { EventEmitter, Uri, window, workspace, type ExtensionContext } from 'vscode';

/** Texts of Grace that a person reads and nobody edits. */
export interface Explanations {
  /** Opens a text in an editor of its own; one with the same title gives way to it. */
  show(title: string, text: string): Promise<void>;
}

const scheme = 'grace-why';
/** Texts that are kept, for editors that are opened again; the oldest is forgotten first. */
const textsMax = 20;

export function registerExplanations(context: ExtensionContext): Explanations {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: ({ path }) => texts.get(path) ?? '',
    }),
  );

  return {
    async show(title, text) {
      const uri = Uri.from({ scheme, path: `/${title}` });
      texts.delete(uri.path);
      texts.set(uri.path, text);
      const oldest = texts.size > textsMax ? texts.keys().next().value : undefined;
      if (oldest !== undefined) texts.delete(oldest);
      changed.fire(uri);
      await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
    },
  };
}
