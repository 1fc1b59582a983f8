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
 * (`[web] …`, `[0] …`), docker compose (`web-1  | …`), turbo (`shop:test: …`), pnpm (`packages/web test: …`), and the
 * time that a build server puts before everything.
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
    return match && !spokenFor.has(match.groups?.['name']?.toLowerCase() ?? '') ? match[0] : undefined;
  }
  const match = piped.exec(text) ?? taskPrefix(text);
  return match?.[0];
}

/** `scope:task: ` and `folder task: `, where the task is a script that repositories have: else it is a sentence. */
function taskPrefix(text: string): RegExpExecArray | undefined {
  const match = scoped.exec(text) ?? pnpmRun.exec(text);
  if (!match) return undefined;
  const words = match[0].slice(0, -2).split(/[ :]/u);
  return scripts.has(words.at(-1) ?? '') ? match : undefined;
}

const openBracket = 91;

const scripts: ReadonlySet<string> = new Set([
  ...['build', 'check', 'dev', 'lint', 'prepare', 'start', 'test', 'typecheck', 'type-check', 'types'],
  ...['install', 'postinstall', 'preinstall', 'watch', 'unit', 'e2e'],
]);

/** What stands in brackets before a line and is no name of an output: levels, and tools that announce themselves. */
const spokenFor: ReadonlySet<string> = new Set([
  ...['trace', 'debug', 'info', 'notice', 'warn', 'warning', 'error', 'err', 'fatal', 'critical'],
  ...['fail', 'failed', 'pass', 'ok', 'vite', 'vitest', 'rollup', 'esbuild', 'webpack', 'hmr', 'object'],
  ...['webpack-cli', 'webpack-dev-server', 'nodemon', 'stdout', 'stderr', 'eval', 'object', 'plugin'],
]);
