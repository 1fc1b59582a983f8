import { lineCharactersMax, type Line } from './lines.ts';

/** One of several outputs that a runner of many tasks printed through each other, line by line. */
export interface ChannelLine {
  /** Name of the output, empty for what stands alone. */
  readonly channel: string;
  /** The line without the name of its output. */
  readonly line: Line;
}

/**
 * Tells apart what runners print of several tasks at once by what they write before each line: concurrently
 * (`[web] …`, `[0] …`), docker compose (`web-1  | …`), turbo (`shop:test: …`), pnpm (`packages/web test: …`), TAP what a
 * test file printed (`# …`), and the time that a build server puts before everything.
 */
export function channelOf(line: Line): ChannelLine {
  const stamped = buildServerTime.exec(line.text);
  const text = stamped ? line.text.slice(stamped[0].length) : line.text;
  const prefix = prefixOf(text);
  if (prefix === undefined && !stamped) return { channel: '', line };
  const cut = (stamped?.[0].length ?? 0) + (prefix?.length ?? 0);
  const whole = line.whole.slice(cut);
  return {
    channel: prefix?.trim() ?? '',
    line: { number: line.number, whole, text: whole.slice(0, lineCharactersMax) },
  };
}

/** `2026-11-27T12:00:00.1234567Z ` of GitHub's raw logs. */
const buildServerTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z /u;

const bracketed = /^\[(?<name>[\w@/.:-]{1,64})\] /u;
const piped = /^[\w.-]{1,64}-\d{1,3} {1,64}\| /u;
const scoped = /^[@\w/.-]{1,128}:[\w.-]{1,64}: (?=\S| )/u;
const pnpmRun = /^[\w@./-]{1,128} [\w:.-]{1,64}: /u;

function prefixOf(text: string): string | undefined {
  const first = text.charCodeAt(0);
  if (first === openBracket) {
    const match = bracketed.exec(text);
    const name = match?.groups?.['name'] ?? '';
    return match && !spokenFor.has(name.toLowerCase()) && !code.test(name) ? match[0] : undefined;
  }
  if (first === hash) return text.startsWith('# ') ? '# ' : undefined;
  const match = (text.includes(' | ') ? piped.exec(text) : null) ?? taskPrefix(text);
  return match?.[0];
}

/** `scope:task: ` and `folder task: `, where the task is a script that repositories have: else it is a sentence. */
function taskPrefix(text: string): RegExpExecArray | null {
  const colon = text.indexOf(': ');
  if (colon < 0 || colon > prefixCharactersMax) return null;
  const before = Math.max(text.lastIndexOf(' ', colon), text.lastIndexOf(':', colon - 1));
  if (before < 0 || !scripts.has(text.slice(before + 1, colon))) return null;
  return scoped.exec(text) ?? pnpmRun.exec(text);
}

const prefixCharactersMax = 200;

/** `[PARSE_ERROR]` says what went wrong, not who said it. */
const code = /^[A-Z][A-Z\d]*_[A-Z\d_]+$/u;

const openBracket = 91;
const hash = 35;

const scripts: ReadonlySet<string> = new Set([
  ...['build', 'check', 'dev', 'lint', 'prepare', 'start', 'test', 'typecheck', 'type-check', 'types'],
  ...['install', 'postinstall', 'preinstall', 'watch', 'unit', 'e2e'],
]);

/** What stands in brackets before a line and is no name of an output: levels, and tools that announce themselves. */
const spokenFor: ReadonlySet<string> = new Set([
  ...['trace', 'debug', 'info', 'notice', 'warn', 'warning', 'error', 'err', 'fatal', 'critical'],
  ...['fail', 'failed', 'pass', 'ok', 'vite', 'vitest', 'rollup', 'esbuild', 'webpack', 'hmr'],
  ...['webpack-cli', 'webpack-dev-server', 'nodemon', 'stdout', 'stderr', 'eval', 'object', 'plugin'],
]);
