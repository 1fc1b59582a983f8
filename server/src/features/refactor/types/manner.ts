import { ts } from '../../../services/analysis/typescript.ts';
import type { Manner } from './spell.ts';

/** How a file writes its imports. */
export interface ImportManner {
  /** `import type { X }`, `import { type X }` or `import { X }`. */
  readonly style: 'separate' | 'inline' | 'plain';
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
  readonly newline: '\n' | '\r\n';
}

export function mannerOf(source: ts.SourceFile, files: readonly ts.SourceFile[]): Manner {
  const structures = count(files, /[^;{}\n]; \}/g);
  const bare = count(files, /\{ \w+\??: [^;{}\n]*[^;{}\s] \}/g);
  return {
    quote: quoteOf(source),
    lastSeparator: structures > bare ? ';' : '',
  };
}

const filesRead = 40;

function count(files: readonly ts.SourceFile[], pattern: RegExp): number {
  return files.slice(0, filesRead).reduce((sum, { text }) => sum + (text.match(pattern)?.length ?? 0), 0);
}

export function importMannerOf(
  source: ts.SourceFile,
  files: readonly ts.SourceFile[],
  options: ts.CompilerOptions,
): ImportManner {
  const { text } = source;
  const ended = text.match(/;[ \t]*\r?$/gm)?.length ?? 0;
  const open = text.match(/[)\w'"`\]][ \t]*\r?$/gm)?.length ?? 0;
  return {
    style: styleOf(source, files, options),
    quote: quoteOf(source),
    semicolon: ended === 0 && open > 2 ? '' : ';',
    newline: /\r\n/.test(text) ? '\r\n' : '\n',
  };
}

/** As this file does it, else as the project does; where nobody does, as the compiler demands. */
function styleOf(
  source: ts.SourceFile,
  files: readonly ts.SourceFile[],
  options: ts.CompilerOptions,
): ImportManner['style'] {
  const own = styleIn([source]);
  if (own) return own;
  const usual = styleIn(files);
  if (usual) return usual;
  return options.verbatimModuleSyntax ? 'separate' : 'plain';
}

function styleIn(files: readonly ts.SourceFile[]): ImportManner['style'] | undefined {
  let separate = 0;
  let inline = 0;
  let plain = 0;
  for (const each of files.flatMap((file) => file.statements.filter(ts.isImportDeclaration))) {
    const clause = each.importClause;
    const bindings = clause?.namedBindings;
    if (!clause || !bindings || !ts.isNamedImports(bindings)) continue;
    if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) separate += 1;
    else if (bindings.elements.some(({ isTypeOnly }) => isTypeOnly)) inline += 1;
    else plain += 1;
  }
  if (separate + inline === 0) return undefined;
  // A file with a single `import type` among many plain imports does not make it a habit.
  if (files.length > 1 && separate + inline < plain / 20) return 'plain';
  return separate >= inline ? 'separate' : 'inline';
}

function quoteOf({ text }: ts.SourceFile): "'" | '"' {
  const single = text.match(/'[^'"\n]*'/g)?.length ?? 0;
  const double = text.match(/"[^'"\n]*"/g)?.length ?? 0;
  return double > single ? '"' : "'";
}
