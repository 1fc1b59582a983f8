import type { ts } from '../../../../services/analysis/typescript.ts';
import type { TextEdit, TypedView } from '../../intent.ts';
import {
  createImporter,
  importEdits,
  importMannerOf,
  knownAs,
  vocabularyOf,
  type Importer,
  type Needed,
  type Vocabulary,
} from '../../types/index.ts';

/** Whether a type can be imported under its own name from where the project has it. */
export function canImport(needed: Needed, view: TypedView): boolean {
  return importerOf(view).importer.sourceOf(needed) !== undefined;
}

/** What the project calls a type that has no name in a file yet. */
export function nameInProject(symbol: ts.Symbol, at: ts.Node, view: TypedView): string | undefined {
  return knownAs(symbol, at, view.checker, importerOf(view).vocabulary);
}

/** The imports of a new signature, written as the file writes its own. */
export function editsToImport(needed: readonly Needed[], view: TypedView, path: string): readonly TextEdit[] {
  if (needed.length === 0) return [];
  const { importer, vocabulary } = importerOf(view);
  const manner = importMannerOf(view.source, vocabulary.files, view.program.getCompilerOptions());
  return importEdits(needed, importer, view, path, manner);
}

interface Known {
  readonly importer: Importer;
  readonly vocabulary: Vocabulary;
}

const known = new WeakMap<ts.SourceFile, Known>();

function importerOf(view: TypedView): Known {
  const kept = known.get(view.source);
  if (kept) return kept;
  const vocabulary = vocabularyOf(view.program);
  const made = { importer: createImporter(view, vocabulary), vocabulary };
  known.set(view.source, made);
  return made;
}
