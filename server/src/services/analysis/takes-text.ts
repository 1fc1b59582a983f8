/**
 * Imports that put the text of a file, not its exports, into the importing one, and calls that ask a compiler for what it
 * makes of a file; no engine sees that happen.
 */
export const takesText =
  /[?&](?:raw|url|inline|worker|sharedworker)\b[^'"`\n]*['"`]|\bas\s*:\s*['"](?:raw|url)['"]|\btype\s*:\s*['"]text['"]\s*\}|\bpreval\b|\bcodegen\b|\.macro['"`]|\btransformFile(?:Sync|Async)?\s*\(/;
