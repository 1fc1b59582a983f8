import { refused, type Refusal } from '../../base/index.ts';
import { decisionSchema, lineOf, type ExplainedEvent, type Why } from '../../protocol/index.ts';
import type { Log, LogEntry } from '../log/index.ts';
import type { Asked } from './clarity.ts';
import { limits } from './limits.ts';
import { createLinks, type Links } from './links.ts';

/** Explains an event from the log alone: reads it once to see what hangs together, and once for what is told. */
export async function explain(
  asked: Asked,
  log: Pick<Log, 'read'>,
  signal: AbortSignal,
): Promise<Why | Refusal> {
  const links = createLinks();
  let first: number | undefined;
  const { damage, lastSeq } = await log.read(
    {},
    (entries) => {
      first ??= entries[0]?.seq;
      for (const entry of entries) links.see(entry);
    },
    signal,
  );
  const event = recordOf(asked, links);
  if (event === undefined) return refused(damage ?? whyNothing(asked));
  if (first === undefined || event < first || event > lastSeq)
    return refused(damage ?? whyNotThere(event, first, lastSeq));
  const { seqs, isCut } = chainOf(links.eventOf(event) ?? event, links);
  const found = await recordsOf(seqs, links, log, signal);
  const chain = seqs.flatMap((seq) => told(seq, found, links) ?? []);
  const isRetired = seqs.some((seq) => links.causesOf(seq).some((cause) => cause < (first ?? 0)));
  const incomplete = whyIncomplete({ damage, isCut, isRetired });
  return { asked: event, chain, ...(incomplete === undefined ? {} : { incomplete }) };
}

function recordOf(asked: Asked, links: Links): number | undefined {
  if (typeof asked === 'number') return asked;
  return asked === 'last' ? links.last() : links.lastAbout(asked);
}

function whyNothing(asked: Asked): string {
  if (asked === 'last') return 'Nothing has happened here yet: there is nothing to explain.';
  if (asked === 'boot') return 'No boot is recorded here yet.';
  if (asked === 'load') return 'Nothing was ever put off because the machine was busy.';
  if (asked === 'state') return 'No kept state was ever put back here.';
  return `Nothing ever became of ${String(asked).replace('kernel ', '')} that Grace had to decide on.`;
}

function whyNotThere(asked: number, first: number | undefined, lastSeq: number): string {
  const range = first === undefined ? 'The log is empty.' : `It holds records ${first} to ${lastSeq}.`;
  return `There is no record ${asked} in the log. ${range} \`grace log show\` lists them.`;
}

function whyIncomplete(why: {
  readonly damage: string | undefined;
  readonly isCut: boolean;
  readonly isRetired: boolean;
}): string | undefined {
  if (why.isRetired) return 'What came before was removed from the log, as it had grown beyond its limit.';
  if (why.isCut) return `Only the last ${limits.chainMax} events of the chain are told.`;
  return why.damage;
}

/** The event and everything it goes back to, newest first. */
function chainOf(event: number, links: Links): { readonly seqs: readonly number[]; readonly isCut: boolean } {
  const seen = new Set<number>();
  const waiting = [event];
  while (waiting.length > 0) {
    // The newest first: what gives way to the limit is the oldest.
    const next = waiting.sort((a, b) => a - b).pop() ?? 0;
    if (seen.has(next)) continue;
    if (seen.size >= limits.chainMax) return { seqs: [...seen], isCut: true };
    seen.add(next);
    // A decision that is given as a cause stands for the event it is on.
    waiting.push(...links.causesOf(next).map((cause) => links.eventOf(cause) ?? cause));
  }
  return { seqs: [...seen], isCut: false };
}

async function recordsOf(
  seqs: readonly number[],
  links: Links,
  log: Pick<Log, 'read'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, LogEntry>> {
  const wanted = new Set(seqs.flatMap((seq) => [seq, ...links.decisionsOn(seq)]));
  const found = new Map<number, LogEntry>();
  await log.read(
    { afterSeq: Math.min(...wanted) - 1 },
    (entries) => {
      for (const entry of entries) if (wanted.has(entry.seq)) found.set(entry.seq, entry);
    },
    signal,
  );
  return found;
}

function told(seq: number, found: ReadonlyMap<number, LogEntry>, links: Links): ExplainedEvent | undefined {
  const entry = found.get(seq);
  if (!entry) return undefined;
  const { topic, timeMs, payload } = entry;
  const own = topic === 'clarity.decided' ? [seq] : [];
  const decisions = [...own, ...links.decisionsOn(seq)].flatMap((decision) => {
    const parsed = decisionSchema.safeParse(found.get(decision)?.payload);
    return parsed.success ? [{ seq: decision, ...parsed.data }] : [];
  });
  const causes = links.causesOf(seq).map((cause) => links.eventOf(cause) ?? cause);
  return {
    ...{ seq, topic, decisions, time: new Date(timeMs).toISOString() },
    line: payload === undefined ? 'its payload was erased' : lineOf(topic, payload),
    causes: [...new Set(causes)].filter((cause) => cause !== seq),
  };
}
