import type { Imagined, TextEdit, TypedView } from '../../../intent.ts';
import { importEdits, type Importer, type ImportManner, type Vocabulary } from '../../../types/index.ts';
import type { Candidate, Place } from '../ballot/index.ts';
import { isJavaScript, type Declaration, type Slot } from '../slots/declarations.ts';
import { editsFor, unsaid } from '../write/index.ts';
import type { Said } from '../write/jsdoc.ts';

export interface SearchPorts {
  readonly view: TypedView;
  readonly path: string;
  readonly vocabulary: Vocabulary;
  readonly importer: Importer;
  readonly imports: ImportManner;
  readonly place: Omit<Place, 'node'>;
}

/** What is chosen for each slot, and the edits that write it. */
export interface Searched {
  readonly edits: readonly TextEdit[];
  readonly chosen: ReadonlyMap<Slot, Candidate>;
}

/** A project that can be asked for types: the one that is there, or one with edits made. */
export type Asked = Pick<Imagined, 'checker' | 'sourceAt'>;

/** Candidates that can be written where they are wanted: what has to be imported is exported by something. */
export function reachable(
  ranked: readonly Candidate[],
  { importer, view }: SearchPorts,
): readonly Candidate[] {
  // A comment has no imports of its own.
  const isScript = isJavaScript(view.source);
  return ranked.filter(({ imports }) =>
    imports.every((each) => !isScript && importer.sourceOf(each) !== undefined),
  );
}

/** The edits for what is chosen; `without results`, a result that says nothing is taken away, for it hides what it is. */
export function written(
  { view, path, importer, imports }: SearchPorts,
  declarations: readonly Declaration[],
  chosen: ReadonlyMap<Slot, Candidate>,
  form: 'whole' | 'without results' = 'whole',
): Searched {
  const hints = declarations.flatMap((each) =>
    editsFor(each, (slot) => chosen.get(slot) ?? silenced(slot, form), view.source, path),
  );
  const needed = [...chosen.values()].flatMap((each) => each.imports);
  return { edits: [...importEdits(needed, importer, view, path, imports), ...hints], chosen };
}

function silenced(slot: Slot, form: 'whole' | 'without results'): Said | undefined {
  return form === 'without results' && slot.kind === 'return' && slot.node.type ? unsaid : undefined;
}

export function imagine({ view }: SearchPorts, edits: readonly TextEdit[]): Asked {
  return edits.length > 0 ? view.imagine(edits) : view;
}
