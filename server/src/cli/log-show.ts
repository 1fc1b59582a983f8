import { isCancelled, isRefusal, localTime, systemClock } from '../base/index.ts';
import type { LogEntry } from '../core/log/index.ts';
import { durableTopics, isHousekeeping, lineOf, type LogRecordJson } from '../protocol/index.ts';
import {
  answerRefusal,
  printJson,
  textOption,
  textsOption,
  UsageError,
  type Command,
  type CommandContext,
  type OpenedWorkspace,
} from './command.ts';
import { painter } from './render.ts';
import { momentBefore } from './moment.ts';

const limitDefault = 200;
const limitMax = 1_000_000;
const followPollMs = 300;

/** `grace log show`: what happened here, oldest first. */
export const logShow: Command = {
  words: ['log', 'show'],
  usage: 'grace log show [--topic TOPIC]… [--since TIME] [--limit N] [--follow]',
  summary: 'Show what happened here: what was proven, applied, undone, recovered, approved.',
  options: {
    topic: { type: 'string', multiple: true },
    since: { type: 'string' },
    limit: { type: 'string' },
    follow: { type: 'boolean' },
  },
  optionHelp: {
    topic: `Only this topic; may be repeated: ${Object.keys(durableTopics).join(', ')}. What the bus notes of its deliveries (bus.…) is shown only when asked for.`,
    since: 'Only what is younger: a time such as 2026-11-27T08:00, or 30m, 2h, 7d ago.',
    limit: `How many to show, the newest (default: ${limitDefault}).`,
    follow: 'Go on showing what is recorded until interrupted; with --json, one record a line.',
  },
  schema: 'log-show',
  async run(context) {
    const wanted = wish(context);
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      return await show(context, workspace.log, wanted);
    } finally {
      await workspace.dispose();
    }
  },
};

interface Wish {
  readonly limit: number;
  matches(entry: LogEntry): boolean;
}

function wish(context: CommandContext): Wish {
  const topics = textsOption(context, 'topic');
  const unknown = topics.find((topic) => !Object.hasOwn(durableTopics, topic));
  if (unknown !== undefined)
    throw new UsageError(`--topic takes one of ${Object.keys(durableTopics).join(', ')}, not '${unknown}'.`);
  const since = textOption(context, 'since');
  const sinceMs = since === undefined ? 0 : momentBefore(since, systemClock.now());
  if (sinceMs === undefined)
    throw new UsageError(
      `--since takes a time such as 2026-11-27T08:00, or 30m, 2h, 7d; not '${since ?? ''}'.`,
    );
  const limit = Number(textOption(context, 'limit') ?? limitDefault);
  if (!Number.isInteger(limit) || limit < 1 || limit > limitMax)
    throw new UsageError(`--limit takes a whole number from 1 to ${limitMax}.`);
  return {
    limit,
    matches: ({ topic, timeMs }) =>
      (topics.length === 0 ? !isHousekeeping(topic) : topics.includes(topic)) && timeMs >= sinceMs,
  };
}

async function show(context: CommandContext, log: OpenedWorkspace['log'], wanted: Wish) {
  let newest: LogEntry[] = [];
  let omitted = 0;
  const condition = await log.read(
    {},
    (entries) => {
      newest.push(...entries.filter((entry) => wanted.matches(entry)));
      omitted += Math.max(0, newest.length - wanted.limit);
      newest = newest.slice(-wanted.limit);
    },
    context.signal,
  );
  const { damage, lastSeq } = condition;
  const isFollowing = context.values['follow'] === true;
  if (context.json && !isFollowing)
    printJson(context, {
      records: newest.map(recordJson),
      omitted,
      ...(damage === undefined ? {} : { damage }),
    });
  else print(newest, context);
  if (!context.json && omitted > 0)
    context.terminal.note(`${omitted} older records are not shown: raise --limit to see them.`);
  if (!context.json && lastSeq === 0 && damage === undefined)
    context.terminal.note('Nothing is recorded here yet.');
  if (damage !== undefined) context.terminal.note(damage);
  if (isFollowing && damage === undefined) return follow(lastSeq, context, log, wanted);
  return damage === undefined ? 0 : 1;
}

/** Until it is interrupted, which is how it ends well, or the log turns out to be damaged. */
async function follow(shown: number, context: CommandContext, log: OpenedWorkspace['log'], wanted: Wish) {
  let lastShown = shown;
  try {
    for (;;) {
      await systemClock.sleep(followPollMs, context.signal);
      const { lastSeq } = await log.catchUp();
      // A log that was moved aside begins again.
      if (lastSeq < lastShown) lastShown = 0;
      if (lastSeq === lastShown) continue;
      const { damage } = await log.read(
        { afterSeq: lastShown },
        (entries) => {
          lastShown = entries.at(-1)?.seq ?? lastShown;
          print(
            entries.filter((entry) => wanted.matches(entry)),
            context,
          );
        },
        context.signal,
      );
      if (damage === undefined) continue;
      context.terminal.note(damage);
      return 1;
    }
  } catch (thrown) {
    if (isCancelled(thrown)) return 0;
    throw thrown;
  }
}

function print(entries: readonly LogEntry[], context: CommandContext): void {
  const paint = painter(context.terminal);
  const width = Math.max(...Object.keys(durableTopics).map((topic) => topic.length));
  const digits = String(entries.at(-1)?.seq ?? '').length;
  for (const entry of entries) {
    if (context.json) {
      context.terminal.print(`${JSON.stringify(recordJson(entry))}\n`);
      continue;
    }
    const { topic, payload } = entry;
    const line = payload === undefined ? 'its payload was erased' : lineOf(topic, payload);
    const number = String(entry.seq).padStart(digits);
    context.terminal.print(
      `${paint('dim', `${number}  ${localTime(entry.timeMs)}`)}  ${paint('bold', topic.padEnd(width))}  ${line}\n`,
    );
  }
}

function recordJson({ seq, timeMs, topic, payload, hash }: LogEntry): LogRecordJson {
  const time = new Date(timeMs).toISOString();
  return { seq, time, topic, ...(payload === undefined ? {} : { payload }), hash };
}
