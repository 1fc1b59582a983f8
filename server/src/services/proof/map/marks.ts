/** What a run with the recorder wrote down. Paths as the run had them: absolute. */
export interface Marks {
  /** Test file → file (relative) → probes it entered. Those that belong to no test file are under `''`. */
  readonly hits: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<number>>>;
  /** Test files of which not everything is known: they started processes, looked at texts of functions, or lost a mark. */
  readonly opaque: ReadonlySet<string>;
  /** Sources and folders that were read as text, and by which test file; `''` where that is not known. */
  readonly reads: readonly { readonly path: string; readonly test: string }[];
  /** Test files that wrote into the tree; `''` where it is not known which. */
  readonly writers: ReadonlySet<string>;
  /** Why nothing can be learned from the run; a sentence. */
  readonly unusable: string | undefined;
}

/** Marks of a run are read up to this size; a run that wrote more teaches nothing. */
export const marksBytesMax = 64 * 1024 * 1024;

/** `plainHits`: what probes of the run wrote that found no recorder in their process. */
export function readMarks(text: string, plainHits: string): Marks {
  const hits = new Map<string, Map<string, Set<number>>>();
  const opaque = new Set<string>();
  const reads: { path: string; test: string }[] = [];
  const writers = new Set<string>();
  let unusable: string | undefined =
    plainHits === '' ? undefined : 'Some processes of the run had no recorder.';
  const isLong = text.length > marksBytesMax;
  if (isLong) unusable = 'The run wrote more marks than Grace reads.';
  const of = (test: string) => getOr(hits, test, () => new Map<string, Set<number>>());
  const hide = (test: string, why: string) => {
    if (test === '') unusable ??= why;
    else opaque.add(test);
  };
  // Also of a run that teaches nothing it is told what was executed.
  for (const line of isLong ? [] : text.split('\n')) {
    if (line === '') continue;
    const [kind, ...values] = parseLine(line);
    if (kind === 'hit') {
      const [probe, path, test] = values;
      if (typeof probe !== 'number' || typeof path !== 'string') unusable ??= 'A mark is damaged.';
      else getOr(of(nameOf(test)), path, () => new Set<number>()).add(probe);
    } else if (kind === 'began') of(nameOf(values[0]));
    else if (kind === 'reads') reads.push({ path: String(values[0]), test: nameOf(values[1]) });
    else if (kind === 'starts') hide(nameOf(values[0]), 'The run started processes outside its tests.');
    else if (kind === 'writes') writers.add(nameOf(values[0]));
    else if (kind === 'shows') hide(nameOf(values[0]), 'The text of a function was looked at.');
    else if (kind === 'lost') hide(nameOf(values[0]), 'A mark was lost.');
    else if (kind === 'shared') unusable ??= 'Test files share one process.';
    else unusable ??= 'A mark is damaged.';
  }
  return { hits, opaque, reads, writers, unusable };
}

/** The lines of `coverageOf`: which probe of which file was entered by any test. */
export function plainHitsOf({ hits }: Marks): string {
  const lines = new Set<string>();
  for (const files of hits.values())
    for (const [path, probes] of files)
      for (const probe of probes) lines.add(`${probe} ${JSON.stringify(path).slice(1, -1)}`);
  return [...lines, ''].join('\n');
}

function parseLine(line: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(line);
    return Array.isArray(parsed) ? (parsed as readonly unknown[]) : [];
  } catch {
    // Cut off where a process was killed while it wrote: the kind is none, and the run teaches nothing.
    return [];
  }
}

function nameOf(test: unknown): string {
  return typeof test === 'string' ? test : '';
}

function getOr<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
