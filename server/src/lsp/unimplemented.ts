/**
 * What this server leaves to others on purpose, each with the reason, so that nobody looks for it here.
 * `docs/generated/language-server.md` is made from it.
 */
export const unimplemented: Readonly<Record<string, string>> = {
  'codeAction/resolve': 'A resolve cannot say why it refuses; picking runs a command that can.',
  'textDocument/publishDiagnostics': 'The workspace has its own checkers; Grace repeats nobody.',
  'workspace/executeCommand': 'Commands live in the editor, which asks through grace/* requests.',
  'workspace/willRenameFiles': 'Renames belong to the TypeScript extension.',
  'textDocument/onTypeFormatting': 'Formatters format; an edit matches the style of its file.',
};
