import type { PickArguments } from '../../../server/src/protocol/index.ts';
import { startGrace, type Grace } from './grace.mts';
import { shifted } from './offers.mts';
import { pickPlacesIn, type MeasuredFile, type Place } from './places.mts';
import { processTree } from './processes.mts';
import { lapsOf, timed, type Lap, type Laps } from './statistics.mts';
import { startTsServer, type TsServer } from './tsserver.mts';

export interface PicksMeasured {
  readonly cold: ColdPick;
  readonly byIntent: readonly IntentTimes[];
  /** The same for TypeScript's *Extract function*, at the same selections. */
  readonly tsserver: { readonly warm: Laps; readonly afterEdit: Laps };
}

export interface ColdPick {
  readonly lap: Lap;
  /** When the first word of progress came. */
  readonly firstStepMs: number;
  readonly messages: readonly string[];
  readonly answer: string;
}

export interface IntentTimes {
  readonly intent: string;
  readonly warm: Laps;
  /** The pick that follows an edit of the same file. */
  readonly afterEdit: Laps;
  readonly proposals: number;
  readonly refused: number;
}

/** Picks of one intent, over all files. */
const picksPerIntent = 24;
const placesPerFile = 60;

/** Picks what is offered, without the proof by the workspace's tools: the edit, and its screening by the checker. */
export async function measurePicks(folder: string, files: readonly MeasuredFile[]): Promise<PicksMeasured> {
  const grace = await startGrace(folder);
  const tsserver = startTsServer(folder);
  try {
    for (const file of files) {
      await grace.open(file.path, file.text);
      tsserver.open(file.path, file.text);
    }
    const offered = await offeredIn(grace, files);
    const first = [...offered.values()].flat()[0];
    if (!first) throw new Error('Nothing is offered anywhere.');
    const cold = await coldPick(grace, first);
    const pids = grace.pids();
    const byIntent: IntentTimes[] = [];
    const theirs = { warm: [] as Lap[], afterEdit: [] as Lap[] };
    for (const { intent, where, places } of groupsOf(offered, files)) {
      const ours = { warm: [] as Lap[], afterEdit: [] as Lap[] };
      const answers: string[] = [];
      for (const situation of ['warm', 'afterEdit'] as const) {
        for (const { place } of places) {
          await inSituation(grace, tsserver, place, situation, async (at) => {
            const pick = grace.pickOf(place.path, intent, at.range);
            const { lap, value } = await timed(pids, () => grace.propose(pick));
            ours[situation].push(lap);
            answers.push(value.kind === 'refused' ? value.message : value.kind);
            if (value.kind === 'proposal') await grace.discard(value.proposal.id);
            const typescript = place.kind === 'selection' ? await extractFunction(tsserver, at) : undefined;
            if (typescript !== undefined) theirs[situation].push(typescript);
          });
        }
      }
      byIntent.push({
        intent: `${intent}, ${where}`,
        warm: lapsOf(ours.warm),
        afterEdit: lapsOf(ours.afterEdit),
        proposals: answers.filter((each) => each === 'proposal').length,
        refused: answers.filter((each) => each !== 'proposal').length,
      });
    }
    return {
      cold,
      byIntent,
      tsserver: { warm: lapsOf(theirs.warm), afterEdit: lapsOf(theirs.afterEdit) },
    };
  } finally {
    await Promise.all([grace.close(), tsserver.close()]);
  }
}

/** Beyond so many lines, the check of the file itself is what a pick takes. */
const largeLines = 2_000;

/** Picks in very large files are told apart: they say something about the file, not about the project. */
function groupsOf(offered: ReadonlyMap<string, readonly Offered[]>, files: readonly MeasuredFile[]) {
  const large = new Set(files.filter(({ lines }) => lines > largeLines).map(({ path }) => path));
  return [...offered].flatMap(([intent, places]) =>
    [
      {
        intent,
        where: 'files up to 2,000 lines',
        places: places.filter(({ place }) => !large.has(place.path)),
      },
      { intent, where: 'larger files', places: places.filter(({ place }) => large.has(place.path)) },
    ].filter((group) => group.places.length > 0),
  );
}

export interface Offered {
  readonly place: Place;
  readonly pick: PickArguments;
}

/** What a person could pick in the files, by intent, spread over all of them. */
export async function offeredIn(
  grace: Grace,
  files: readonly MeasuredFile[],
): Promise<ReadonlyMap<string, readonly Offered[]>> {
  const found = new Map<string, Offered[]>();
  for (const file of files) {
    for (const place of pickPlacesIn(file, placesPerFile)) {
      for (const { command } of await grace.codeActions(place.path, place.range)) {
        const pick = command?.arguments?.[0] as PickArguments | undefined;
        if (!pick) continue;
        const list = found.get(pick.intent) ?? [];
        list.push({ place, pick });
        found.set(pick.intent, list);
      }
    }
  }
  return new Map([...found].map(([intent, all]) => [intent, spread(all, picksPerIntent)]));
}

function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]).filter(
    (each) => each !== undefined,
  );
}

export async function coldPick(grace: Grace, { pick }: Offered): Promise<ColdPick> {
  const startedMs = performance.now();
  const { lap, value: answer } = await timed(grace.pids(), () => grace.propose(pick));
  const [firstStep] = grace.steps;
  const messages = [...new Set(grace.steps.map(({ message }) => message))];
  const firstStepMs = (firstStep?.atMs ?? Number.NaN) - startedMs;
  if (answer.kind === 'proposal') await grace.discard(answer.proposal.id);
  return { lap, firstStepMs, messages, answer: answer.kind };
}

/** At the place as it is, or below a line that was just typed above it and is taken away again afterwards. */
async function inSituation(
  grace: Grace,
  tsserver: TsServer,
  place: Place,
  situation: 'warm' | 'afterEdit',
  work: (at: Place) => Promise<void>,
): Promise<void> {
  if (situation === 'warm') {
    await work(place);
    return;
  }
  const { path, range } = place;
  const { line } = range.start;
  const edit = { line, insert: '// typed just now\n' };
  await grace.editLines(path, edit);
  tsserver.editLines(path, edit);
  await work({ ...place, range: shifted(range) });
  await grace.editLines(path, { line, removed: 1 });
  tsserver.editLines(path, { line, removed: 1 });
}

async function extractFunction(tsserver: TsServer, { path, range }: Place): Promise<Lap | undefined> {
  const refactors = await tsserver.applicableRefactors(path, range);
  const action = refactors
    .find(({ name }) => name === 'Extract Symbol')
    ?.actions.find(({ name, notApplicableReason }) => name.startsWith('function') && !notApplicableReason);
  if (!action) return undefined;
  const work = () => tsserver.editsForRefactor(path, range, 'Extract Symbol', action.name);
  return (await timed([tsserver.pid], work)).lap;
}

/** Process ids with a program in them. */
export function semanticProcesses(grace: Grace): readonly number[] {
  return processTree(grace.pid)
    .filter(({ command }) => /analysis\.js semantic/.test(command))
    .map(({ pid }) => pid);
}
