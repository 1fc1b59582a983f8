import { parsedError, type Frame } from '../parsed-error.ts';
import { exceptionHeader, isTelling, originOf, stackLine } from './javascript-stack.ts';
import { logfmt } from './log-fields.ts';
import type { Block, Parser } from './parser.ts';

const levels = ['ERROR', 'FATAL', 'CRITICAL', 'SEVERE', 'EMERG', 'ALERT', 'WARN'];

/** Logs of applications: lines of JSON (pino, winston, bunyan), logfmt, and lines with a level before the message. */
export const log: Parser = {
  tool: 'log',
  begins: { with: ['{'], holds: [...levels, 'level=', 'lvl=', 'severity='] },
  begin({ text, whole }) {
    const entry = text.startsWith('{') ? jsonEntry(whole) : (logfmtEntry(text) ?? prefixedEntry(text));
    return entry && block(entry);
  },
};

interface Entry {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly code?: string | undefined;
  readonly stack?: string | undefined;
}

type Record_ = Readonly<Record<string, unknown>>;

function jsonEntry(text: string): Entry | undefined {
  const entry = parsed(text);
  const severity = severityOf(
    entry?.['level'] ?? entry?.['severity'] ?? entry?.['lvl'] ?? entry?.['levelname'],
  );
  if (!entry || !severity) return undefined;
  const thrown = [entry['err'], entry['error'], entry['exception']].find(isRecord);
  const message = firstText(
    entry['msg'],
    entry['message'],
    thrown?.['message'],
    entry['error'],
    entry['event'],
  );
  if (message === undefined) return undefined;
  return {
    severity,
    message,
    code: firstText(thrown?.['code'], entry['code'], thrown?.['type'], thrown?.['name']),
    stack: firstText(thrown?.['stack'], entry['stack'], entry['stack_trace'], entry['exc_info']),
  };
}

function logfmtEntry(text: string): Entry | undefined {
  if (!text.includes('=')) return undefined;
  const values = logfmt(text);
  const severity = severityOf(values?.get('level') ?? values?.get('lvl') ?? values?.get('severity'));
  const message = values?.get('msg') ?? values?.get('message') ?? values?.get('err') ?? values?.get('error');
  return severity && message !== undefined ? { severity, message, code: values?.get('code') } : undefined;
}

const prefix =
  /^(?<time>\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?\]?[\s:-]{1,4}|\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?[\s:-]{1,4})?(?<name>\(?\w[\w.-]{0,60}(?:\[\d{1,9}\])?\)?[:\s]{1,3})?(?<opening>\[)?(?<level>ERROR|FATAL|CRITICAL|SEVERE|EMERG|ALERT|WARN|WARNING)\]?(?: \(\d{1,9}\))?(?<mark> ?[:|-] ?| {1,4})(?<message>\S.*)$/u;

function prefixedEntry(text: string): Entry | undefined {
  const groups = anyLevel.test(text.slice(0, levelWithin)) ? prefix.exec(text)?.groups : undefined;
  const severity = severityOf(groups?.['level']);
  // `ALERT exited abnormally` is a sentence: a level has a time before it, or a mark of its own.
  const isMarked = groups?.['time'] !== undefined || groups?.['opening'] !== undefined;
  if (!severity || (!isMarked && groups?.['mark']?.trim() === '')) return undefined;
  return { severity, message: groups?.['message'] ?? '' };
}

const anyLevel = new RegExp(levels.join('|'), 'u');
const levelWithin = 120;

/** Numbers are pino's and bunyan's: 40 warns, 50 and 60 are errors. */
function severityOf(level: unknown): Entry['severity'] | undefined {
  if (typeof level === 'number') return level >= 50 ? 'error' : level === 40 ? 'warning' : undefined;
  if (typeof level !== 'string') return undefined;
  const name = level.toLowerCase();
  if (/^(?:error|err|fatal|critical|crit|severe|emerg|emergency|alert|panic)$/u.test(name)) return 'error';
  return name === 'warn' || name === 'warning' ? 'warning' : undefined;
}

function block({ severity, message, code, stack }: Entry): Block {
  const frames: Frame[] = [];
  const read = (text: string) => {
    const frame = stackLine(text);
    if (frame?.location) frames.push({ ...frame, location: frame.location });
    return frame !== undefined;
  };
  for (const line of (stack ?? '').split('\n').slice(0, stackLinesMax)) read(line);
  // An exception may stand in the message, or its name alone on the first line of its stack.
  const thrown = exceptionHeader(message) ?? exceptionHeader((stack ?? '').split('\n')[0] ?? '');
  const isThrown = thrown !== undefined && isTelling(thrown);
  const isOwn = isThrown && exceptionHeader(message) !== undefined;
  return {
    add: ({ text }) => frames.length < stackLinesMax && read(text),
    finish: () => ({
      errors: [
        parsedError({
          tool: 'log',
          severity,
          code: code ?? (isThrown ? (thrown.code ?? thrown.name) : undefined),
          message: isOwn ? thrown.message : message,
          location: originOf(frames),
          frames,
        }),
      ],
    }),
  };
}

const stackLinesMax = 100;

function parsed(text: string): Record_ | undefined {
  if (!text.endsWith('}')) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return isRecord(value) ? value : undefined;
  } catch {
    // Not JSON: an ordinary line that begins with a brace.
    return undefined;
  }
}

function isRecord(value: unknown): value is Record_ {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstText(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}
