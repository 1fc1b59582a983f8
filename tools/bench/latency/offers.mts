import type { LspRange } from '../../../server/src/protocol/index.ts';
import { startGrace, type Grace } from './grace.mts';
import { placesIn, type MeasuredFile, type Place } from './places.mts';
import { processTree } from './processes.mts';
import { lapsOf, timed, type Lap, type Laps } from './statistics.mts';
import { startTsServer, type TsServer } from './tsserver.mts';

/** One situation, asked of both servers at the same places, one after the other. */
export interface Compared {
  readonly situation: string;
  readonly grace: Laps;
  readonly tsserver: Laps;
}

export interface OffersMeasured {
  readonly rows: readonly Compared[];
  /** Entries that Grace offered over all places, and greyed-out ones. */
  readonly offered: number;
  readonly greyedOut: number;
  /** Processes with a program that the offers started: none. */
  readonly semanticProcesses: number;
}

const placesPerFile = 40;
const editsPerFile = 16;

/** Lists code actions all over the files: at rest, and as the very next question after an edit. */
export async function measureOffers(folder: string, files: readonly MeasuredFile[]): Promise<OffersMeasured> {
  const grace = await startGrace(folder);
  const tsserver = startTsServer(folder);
  try {
    const asked = files.map((file) => ({ file, places: placesIn(file, placesPerFile) }));
    for (const { file } of asked) {
      await grace.open(file.path, file.text);
      tsserver.open(file.path, file.text);
    }
    // Everything is loaded when each file was asked about once.
    for (const { places } of asked)
      for (const place of places.slice(0, 2)) await ask({ grace, tsserver, pids: [] }, place);
    const servers: Servers = { grace, tsserver, pids: grace.pids() };
    const rows: Compared[] = [];
    let offered = 0;
    let greyedOut = 0;
    const all = { caret: pairs(), selection: pairs(), edit: pairs() };
    for (const { file, places } of asked) {
      const atRest = pairs();
      for (const place of places) {
        const { laps, actions } = await ask(servers, place);
        for (const into of [atRest, all[place.kind]]) add(into, laps);
        offered += actions.filter((each) => each.command).length;
        greyedOut += actions.filter((each) => each.disabled).length;
      }
      const edited = pairs();
      const selections = places.filter(({ kind }) => kind === 'selection');
      for (let index = 0; index < editsPerFile && selections.length > 0; index += 1) {
        const place = selections[(index >> 1) % selections.length];
        if (!place) continue;
        const laps = await askAfterEdit(servers, place, index % 2 === 0 ? 'insert' : 'remove');
        for (const into of [edited, all.edit]) add(into, laps);
      }
      const name = `${file.path} (${file.lines.toLocaleString('en')} lines)`;
      rows.push(row(name, atRest), row(`${name}, right after an edit`, edited));
    }
    const summary = [
      row('caret, at rest', all.caret),
      row('selection, at rest', all.selection),
      row('right after an edit', all.edit),
    ];
    const semantic = processTree(grace.pid).filter(({ command }) => /analysis\.js semantic/.test(command));
    return { rows: [...summary, ...rows], offered, greyedOut, semanticProcesses: semantic.length };
  } finally {
    await Promise.all([grace.close(), tsserver.close()]);
  }
}

interface Servers {
  readonly grace: Grace;
  readonly tsserver: TsServer;
  /** Processes of Grace. */
  readonly pids: readonly number[];
}

async function ask({ grace, tsserver, pids }: Servers, { path, range }: Place) {
  const ours = await timed(pids, () => grace.codeActions(path, range));
  const theirs = await timed([tsserver.pid], () => tsserver.applicableRefactors(path, range));
  return { laps: [ours.lap, theirs.lap] as const, actions: ours.value };
}

/** Types a statement above the place, or takes it away again; the time includes sending the edit. */
async function askAfterEdit(
  { grace, tsserver, pids }: Servers,
  { path, range }: Place,
  change: 'insert' | 'remove',
): Promise<readonly [Lap, Lap]> {
  const { line } = range.start;
  const edit = change === 'insert' ? { line, insert: 'const draft = 1;\n' } : { line, removed: 1 };
  const at = change === 'insert' ? shifted(range) : range;
  const ours = await timed(pids, async () => {
    await grace.editLines(path, edit);
    return grace.codeActions(path, at);
  });
  const theirs = await timed([tsserver.pid], () => {
    tsserver.editLines(path, edit);
    return tsserver.applicableRefactors(path, at);
  });
  return [ours.lap, theirs.lap];
}

export function shifted({ start, end }: LspRange): LspRange {
  return { start: { ...start, line: start.line + 1 }, end: { ...end, line: end.line + 1 } };
}

interface Pairs {
  readonly grace: Lap[];
  readonly tsserver: Lap[];
}

function pairs(): Pairs {
  return { grace: [], tsserver: [] };
}

function add(into: Pairs, [ours, theirs]: readonly [Lap, Lap]): void {
  into.grace.push(ours);
  into.tsserver.push(theirs);
}

function row(situation: string, { grace, tsserver }: Pairs): Compared {
  return { situation, grace: lapsOf(grace), tsserver: lapsOf(tsserver) };
}
