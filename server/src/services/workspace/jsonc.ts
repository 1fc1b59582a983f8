/**
 * Parses JSON with comments, trailing commas and a byte-order mark, as tsconfig, Biome and ESLint configs have them.
 * `undefined` when it is broken even so.
 */
export function parseJsonc(text: string): unknown {
  try {
    return JSON.parse(withoutTrailingCommas(withoutComments(text.replace(/^\uFEFF/, '')))) as unknown;
  } catch {
    // Broken for every reader; the tool that owns the file will say where.
    return undefined;
  }
}

/** Strings are matched first so that what looks like a comment inside one stays. */
const stringOrComment = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const stringOrTrailingComma = /"(?:\\.|[^"\\])*"|,(?=\s*[}\]])/g;

function withoutComments(text: string): string {
  return text.replace(stringOrComment, (match) => (match.startsWith('"') ? match : ' '));
}

function withoutTrailingCommas(text: string): string {
  return text.replace(stringOrTrailingComma, (match) => (match.startsWith('"') ? match : ''));
}
