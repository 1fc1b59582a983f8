import { isCancelled, refused } from '../../../base/index.ts';
import { spanOf } from '../../../protocol/index.ts';
import { isLasting } from '../../../services/proof/index.ts';
import type { Outcome, ProposeRequest } from '../refactor-service.ts';
import { applyRound, type AppliedRound } from './apply-round.ts';
import type { BatchPorts } from './batch.ts';
import { editMemory } from './edit-memory.ts';
import type { KnownPlace } from './memory.ts';
import { placeKeys } from './place-keys.ts';
import type { Run, RunWatch } from './run.ts';
import { shiftSpan } from './shift-span.ts';

/** Places proven as one group: the larger a group, the more is proven again when one of its members fails. */
const groupPlacesMax = 200;

interface Place {
  readonly request: ProposeRequest;
  readonly title: string;
  readonly key: string;
  readonly isExact: boolean;
}

/** One round; answers whether it brought anything, so that another one may. */
export async function runRound(
  run: Run,
  ports: BatchPorts,
  watch: RunWatch,
  signal: AbortSignal,
): Promise<boolean> {
  const { request, memory } = run;
  const open = await openPlaces(run, ports, watch, signal);
  const places = open.slice(0, Math.min(groupPlacesMax, request.limit - run.tried));
  run.behind = open.length - places.length;
  if (places.length === 0) return false;
  const outcomes = await propose(run, places, ports, watch, signal);
  if (request.apply === 'nothing') return (await settle(run, places, outcomes, new Set())) > 0;
  const { apply, mustPass = [] } = request;
  const done = await applyRound(outcomes, { apply, mustPass }, ports.refactor, watch, signal);
  if (done.point) {
    run.points.push(done.point.id);
    await memory.keepRun(run.key, { id: run.id, ended: false, points: run.points });
    watch.onApplied?.(done.point.id, done.point.files.length);
  }
  if (done.refusal) run.refusal = done.refusal;
  const settled = await settle(run, places, done.outcomes, done.ids);
  if (done.point) await carryOver(run, done, ports);
  return !done.refusal && settled > 0;
}

/**
 * Places to try now, best first. Those that an interrupted run had settled get their outcome from memory; those that
 * another run had settled are counted.
 */
async function openPlaces(
  run: Run,
  ports: BatchPorts,
  watch: RunWatch,
  signal: AbortSignal,
): Promise<readonly Place[]> {
  const { request, memory } = run;
  const { exact, paths, intent, gates } = request;
  const keys = await placeKeys(ports);
  const open: Place[] = [];
  const seen = new Set(run.told);
  if (run.rounds === 1) {
    for (const each of exact) {
      const key = await keys.of(each);
      seen.add(key);
      open.push({ request: each, title: each.intent, key, isExact: true });
    }
  }
  if (paths.length === 0) return open;
  const found = await ports.refactor.find(
    { paths, ...(intent ? { intent } : {}) },
    (answer) => watch.onFile?.(answer),
    signal,
  );
  for (const { file, intent: own, range, title } of found) {
    const span = spanOf(await keys.text(file), range);
    if (!span) continue;
    const asked: ProposeRequest = { path: file, intent: own, span, proof: 'before', gates };
    const key = await keys.of(asked);
    const place = memory.place(key);
    if (seen.has(key)) continue;
    seen.add(key);
    if (!place || !settles(place, run)) open.push({ request: asked, title, key, isExact: false });
    else {
      run.left.set(key, asked);
      run.told.add(key);
      if (place.run !== run.id) {
        run.lookedAtBefore += 1;
        continue;
      }
      const { verdict, reason } = place;
      run.outcomes.push({ request: asked, title: place.title || title, refusal: refused(reason), verdict });
    }
  }
  return open;
}

/** Whether what is known of a place answers this run as well. */
function settles(place: KnownPlace, { request, options }: Run): boolean {
  if (place.verdict === 'refused') return true;
  if (place.options !== options) return false;
  // What is only to be looked at is shown again.
  return place.verdict === 'failed' || request.apply === 'proven';
}

async function propose(
  run: Run,
  places: readonly Place[],
  ports: BatchPorts,
  watch: RunWatch,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  run.tried += places.length;
  const { memory } = run;
  const edits = await editMemory(memory, ports, run, signal);
  const refusals: Outcome[] = [];
  try {
    return await ports.refactor.proposeAll(
      places.map((place) => place.request),
      { ...watch, onRefused: (outcome) => void refusals.push(outcome) },
      signal,
      { edits, proofs: memory.proofs },
    );
  } catch (thrown) {
    if (isCancelled(thrown)) run.outcomes.push(...refusals);
    throw thrown;
  }
}

/** Files the outcomes; answers how many places are settled by them. */
async function settle(
  run: Run,
  places: readonly Place[],
  outcomes: readonly Outcome[],
  applied: ReadonlySet<string>,
): Promise<number> {
  let settled = 0;
  for (const [index, place] of places.entries()) {
    const outcome = outcomes[index];
    if (!outcome) continue;
    if (outcome.waits && run.request.apply !== 'nothing' && !place.isExact) {
      // It is found again, where the changes that were applied left it.
      run.tried -= 1;
      run.behind += 1;
      continue;
    }
    if (outcome.waits) run.blocked += 1;
    run.outcomes.push(outcome.report ? outcome : { ...outcome, title: place.title });
    run.told.add(place.key);
    settled += 1;
    if (outcome.proposal && applied.has(outcome.proposal.id)) {
      run.applied.add(outcome.proposal.id);
      continue;
    }
    run.left.set(place.key, place.request);
    await remember(run, outcome, place.key);
  }
  return settled;
}

async function remember(run: Run, { report, title }: Outcome, key: string): Promise<void> {
  if (!report || !isLasting(report)) return;
  const { verdict, summary } = report;
  if (verdict === 'failed' || verdict === 'checked')
    await run.memory.keepPlace(key, { run: run.id, verdict, reason: summary, title, options: run.options });
}

/**
 * A place that is settled stays so where the changes that were just applied left its lines alone: it would be found again
 * under the new content of its file, tried again and told twice.
 */
async function carryOver(run: Run, done: AppliedRound, ports: BatchPorts): Promise<void> {
  const keys = await placeKeys(ports);
  const before = new Map(
    done.outcomes.flatMap(({ proposal }) =>
      proposal && done.ids.has(proposal.id)
        ? proposal.change.files.map((file) => [file.path, file.before])
        : [],
    ),
  );
  for (const [key, request] of [...run.left]) {
    const old = before.get(request.path);
    const now = await ports.read(request.path);
    const span = typeof old === 'string' && now !== undefined ? shiftSpan(old, now, request.span) : undefined;
    if (!span) continue;
    const moved = await keys.of({ ...request, span });
    run.left.delete(key);
    run.left.set(moved, { ...request, span });
    run.told.add(moved);
    const place = run.memory.place(key);
    if (place) await run.memory.keepPlace(moved, place);
  }
}
