import { isRefusal } from '../../../base/index.ts';
import { risks, type DurableTopic, type PayloadOf } from '../../../protocol/index.ts';
import type { Playbook } from '../playbooks/playbook.ts';
import { carryOut, dryRun } from './attempt.ts';
import { createBook, type Book, type RecordedRun } from './book.ts';
import { changesWorkspace, choose } from './choose.ts';
import { createTurns } from './turns.ts';
import { looksGone } from './observe.ts';
import type { EnginePorts, Incident } from './ports.ts';
import { takeBack } from './take-back.ts';

export type Healing =
  | { readonly state: 'healed'; readonly by?: string }
  /** A person decides; the sentences say what would be done. */
  | { readonly state: 'proposed'; readonly playbook: string; readonly would: readonly string[] }
  | { readonly state: 'escalated'; readonly reason: string };

/** Repairs incidents by playbooks. One process at a time has an engine for a workspace. */
export interface Engine {
  /** Tries what there is until the symptom is gone, or nothing is left. The incident is in the log already. */
  heal(incident: Incident, signal: AbortSignal): Promise<Healing>;
  /**
   * Settles what a process that died had begun: takes it back where its playbook says so, and never does it again. Resolves
   * to the incidents that are still open.
   */
  resume(signal: AbortSignal): Promise<readonly Incident[]>;
  /** What would be done, without doing anything. */
  plan(incident: Incident, signal: AbortSignal): Promise<readonly string[]>;
}

/** Reads what the log has of healing, and goes on from there. */
export async function openEngine(given: EnginePorts, signal: AbortSignal): Promise<Engine> {
  const book = createBook();
  await given.history((record) => book.fold(record), signal);
  const ports: EnginePorts = { ...given, record: recordInto(book, given) };
  const turns = createTurns();
  const { clock } = ports;

  async function grounds(incident: Incident) {
    const { signature } = incident.facts;
    const helped = signature === undefined ? undefined : await ports.remedies?.recordOf(signature);
    return {
      playbooks: await ports.playbooks(),
      ...{
        world: await ports.world(),
        book,
        nowMs: clock.now(),
        helped: helped ?? new Map<string, number>(),
      },
    };
  }

  async function heal(incident: Incident, ending: AbortSignal): Promise<Healing> {
    let last: { readonly playbook: Playbook; readonly why: string } | undefined;
    for (;;) {
      const choice = choose(incident, await grounds(incident));
      if (choice.kind === 'wait') {
        await clock.sleep(choice.untilMs - clock.now(), ending);
        continue;
      }
      if (choice.kind === 'none') {
        const reasons = last ? [last.why, ...choice.reasons] : choice.reasons;
        return escalate(incident, last?.playbook.escalation, reasons, ports);
      }
      const { playbook, key } = choice;
      const barred = whyNotByItself(playbook, ports);
      if (barred !== undefined) return propose(playbook, incident, barred, ports, ending);
      const done = await turns.under(key, ending, () => tryOnce(incident, { playbook, key }, ending));
      if (isRefusal(done)) return escalate(incident, playbook.escalation, [done.message], ports);
      if (done === 'again') continue;
      if (done.why === undefined) return done.healing;
      last = { playbook, why: done.why };
    }
  }

  /** With the key held: one attempt, unless what happened meanwhile made it needless or wrong. */
  async function tryOnce(
    incident: Incident,
    chosen: { readonly playbook: Playbook; readonly key: string },
    ending: AbortSignal,
  ) {
    const { playbook, key } = chosen;
    if (book.attempts(incident.id) > 0 || turns.waited(key)) {
      if (await looksGone(incident, ports, ending)) return healed(incident, undefined, 0);
      // Somebody else may have used it meanwhile.
      const again = choose(incident, await grounds(incident));
      if (again.kind !== 'run' || again.playbook.id !== playbook.id) return 'again' as const;
    }
    const run = ports.newId();
    const number = book.attempts(incident.id, playbook.id) + 1;
    const begunMs = clock.monotonic();
    const begun = await ports.record('playbook.begun', {
      ...{ run, incident: incident.id, playbook: playbook.id, attempt: number, key, undo: playbook.undo },
    });
    if (isRefusal(begun)) return begun;
    const remedy = await beginRemedy(playbook, incident);
    const why = await carryOut({ run, playbook, incident, number }, ports, ending);
    const left = why === undefined ? [] : await settle(run, ending);
    const ms = clock.monotonic() - begunMs;
    const reason = [why ?? 'The symptom is gone.', ...left].join(' ');
    await remedy?.(why === undefined ? 'verified' : 'failed', reason);
    await ports.record('playbook.ended', {
      ...{ run, incident: incident.id, playbook: playbook.id, reason, ms },
      outcome: why === undefined ? 'healed' : 'failed',
    });
    return why === undefined ? healed(incident, playbook.id, ms) : { why: reason };
  }

  async function settle(run: string, ending: AbortSignal): Promise<readonly string[]> {
    const recorded = book.run(run);
    return recorded?.undo === 'reverse' ? takeBack(recorded, ports, ending) : [];
  }

  async function healed(incident: Incident, by: string | undefined, ms: number) {
    const detail =
      by === undefined ? 'The symptom went by itself.' : `\`${by}\` helped: the symptom is gone.`;
    await ports.record('incident.closed', { id: incident.id, outcome: 'healed', detail, ms });
    const healing: Healing = { state: 'healed', ...(by === undefined ? {} : { by }) };
    return { why: undefined, healing };
  }

  async function beginRemedy(playbook: Playbook, { id, facts: { signature } }: Incident) {
    const { remedies } = ports;
    if (signature === undefined || !remedies) return undefined;
    const attempt = await remedies.begin(signature, playbook, id);
    if (attempt === undefined) return undefined;
    return (outcome: 'verified' | 'failed', reason: string) =>
      remedies.end(signature, attempt, outcome, reason);
  }

  async function settleInterrupted(run: RecordedRun, ending: AbortSignal): Promise<void> {
    const left = run.undo === 'reverse' ? await takeBack(run, ports, ending) : [];
    await ports.record('playbook.ended', {
      ...{ run: run.run, incident: run.incident, playbook: run.playbook, outcome: 'interrupted' },
      reason: ['A crash came. What was begun is not begun again.', ...left].join(' '),
      ms: Math.max(0, clock.now() - run.begunMs),
    });
  }

  return {
    async heal(incident, ending) {
      const settled = book.settled(incident.id);
      if (settled === 'closed') return { state: 'healed' };
      if (settled === 'escalated') return { state: 'escalated', reason: 'A person was told already.' };
      // A process that tried may have died before it could say that it helped: nobody is called for that.
      if (book.attempts(incident.id) > 0 && (await looksGone(incident, ports, ending)))
        return (await healed(incident, book.helpedBy(incident.id), 0)).healing;
      return heal(incident, ending);
    },
    async resume(ending) {
      for (const run of book.openRuns()) await settleInterrupted(run, ending);
      return book.openIncidents();
    },
    async plan(incident, ending) {
      const choice = choose(incident, await grounds(incident));
      if (choice.kind === 'none') return choice.reasons;
      if (choice.kind === 'wait') return ['What would be tried was tried a moment ago.'];
      return dryRun(choice.playbook, incident, ports, ending);
    },
  };
}

/** What is recorded is known at once, as it will be after a crash. */
function recordInto(book: Book, { record, clock }: EnginePorts): EnginePorts['record'] {
  return async <T extends DurableTopic>(topic: T, payload: PayloadOf<T>) => {
    const refusal = await record(topic, payload);
    if (!refusal) book.fold({ topic, payload, timeMs: clock.now() });
    return refusal;
  };
}

/** Grace keeps itself alive by itself; what changes a workspace is a person's to allow, by its risk. */
function whyNotByItself(
  { steps, risk, origin, preconditions }: Playbook,
  ports: EnginePorts,
): string | undefined {
  if (origin === 'bundled' && !steps.some(({ action }) => changesWorkspace(action))) return undefined;
  if (preconditions.mid_merge === true) return 'In the middle of a merge, a person decides.';
  const allowed = ports.rules.automatic();
  const isAllowed = allowed !== 'nothing' && risks.indexOf(risk) <= risks.indexOf(allowed);
  return isAllowed ? undefined : `What is of ${risk} risk is not allowed to apply itself here.`;
}

async function propose(
  playbook: Playbook,
  incident: Incident,
  reason: string,
  ports: EnginePorts,
  signal: AbortSignal,
): Promise<Healing> {
  const would = await dryRun(playbook, incident, ports, signal);
  const proposal = { incident: incident.id, playbook: playbook.id, would: [...would], reason };
  await ports.record('playbook.proposed', proposal);
  return { state: 'proposed', playbook: playbook.id, would };
}

const nobodyKnows = 'Grace knows nothing that helps here.';

async function escalate(
  { id }: Incident,
  say: string | undefined,
  reasons: readonly string[],
  { record }: EnginePorts,
): Promise<Healing> {
  const reason = reasons.length > 0 ? reasons.join(' ') : 'No playbook answers to what noticed it.';
  const refusal = await record('incident.escalated', {
    id,
    say: say ?? nobodyKnows,
    reason,
  });
  return { state: 'escalated', reason: refusal ? `${reason} ${refusal.message}` : reason };
}
