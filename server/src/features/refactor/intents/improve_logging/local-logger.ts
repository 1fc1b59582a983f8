import type { Style } from '../../syntax/index.ts';

/**
 * The text of the small logger that a project without one is offered: one JSON line for each entry, on the stream the
 * console would have used, so that what reads the output of the program keeps finding it there.
 */
export function localLoggerText(
  language: 'ts' | 'js',
  moduleKind: 'module' | 'commonjs',
  style: Style,
): string {
  const template = language === 'ts' ? typescriptLogger : javascriptLogger;
  const text =
    moduleKind === 'commonjs'
      ? `${template.replace(/^export const logger/m, 'const logger')}\nmodule.exports = { logger };\n`
      : template;
  return text
    .split('\n')
    .map((line) => dressed(line, style))
    .join(style.newline);
}

/** A line of the template (two spaces, single quotes, semicolons) in the project's own style. */
function dressed(line: string, style: Style): string {
  const spaces = /^ */.exec(line)?.[0].length ?? 0;
  const isComment = /^\s*\/?\*/.test(line);
  const depth = Math.floor(spaces / 2);
  const indented = style.indent.repeat(depth) + ' '.repeat(spaces % 2) + line.slice(spaces);
  if (isComment) return indented;
  const quotes = indented.replaceAll("'", style.quote);
  return style.semicolon === '' ? quotes.replace(/;$/, '') : quotes;
}

const typescriptLogger = `const levels = ['debug', 'info', 'warn', 'error'] as const;

type Level = (typeof levels)[number];
type Fields = Readonly<Record<string, unknown>>;

/** Entries below \`LOG_LEVEL\` are dropped; without it, everything is written. */
const { LOG_LEVEL } = process.env;
const lowest = levels.findIndex((level) => level === LOG_LEVEL);

/** Writes one line of JSON for each entry: warnings and errors to stderr, everything else to stdout. */
export const logger = {
  debug(message: string, fields?: Fields): void {
    write('debug', message, fields);
  },
  info(message: string, fields?: Fields): void {
    write('info', message, fields);
  },
  warn(message: string, fields?: Fields): void {
    write('warn', message, fields);
  },
  error(message: string, fields?: Fields): void {
    write('error', message, fields);
  },
};

function write(level: Level, message: string, fields?: Fields): void {
  if (levels.indexOf(level) < lowest) return;
  const entry = {
    level,
    time: new Date().toISOString(),
    msg: message,
    ...fields,
  };
  const isLoud = level === 'warn' || level === 'error';
  const stream = isLoud ? process.stderr : process.stdout;
  stream.write(\`\${JSON.stringify(jsonReady(entry))}\\n\`);
}

/** A copy that JSON can say in full: errors, maps and cycles included. */
function jsonReady(value: unknown, parents: readonly object[] = []): unknown {
  if (typeof value !== 'object') return plain(value);
  if (value === null || 'toJSON' in value) return value;
  if (value instanceof RegExp) return String(value);
  if (parents.includes(value)) return '[circular]';
  const inside = [...parents, value];
  const ready = (item: unknown): unknown => jsonReady(item, inside);
  if (value instanceof Error) return ready(errorFields(value));
  if (value instanceof Map) return Array.from(value, ready);
  if (value instanceof Set) return Array.from(value, ready);
  if (Array.isArray(value)) return value.map(ready);
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) copy[key] = ready(item);
  return copy;
}

function errorFields(error: Error): object {
  const { name, message, stack } = error;
  const reason = 'cause' in error ? { cause: error.cause } : {};
  return Object.assign({}, error, { name, message, stack }, reason);
}

function plain(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return Number.isFinite(value) ? value : String(value);
}
`;

const javascriptLogger = `const levels = ['debug', 'info', 'warn', 'error'];

/** Entries below \`LOG_LEVEL\` are dropped; without it, everything is written. */
const lowest = levels.indexOf(process.env.LOG_LEVEL ?? '');

/** Writes one line of JSON for each entry: warnings and errors to stderr, everything else to stdout. */
export const logger = {
  debug: entriesOf('debug'),
  info: entriesOf('info'),
  warn: entriesOf('warn'),
  error: entriesOf('error'),
};

/**
 * The method of a level.
 * @param {string} level
 * @returns {(message: string, fields?: Record<string, unknown>) => void}
 */
function entriesOf(level) {
  const isLoud = level === 'warn' || level === 'error';
  return (message, fields) => {
    if (levels.indexOf(level) < lowest) return;
    const entry = {
      level,
      time: new Date().toISOString(),
      msg: message,
      ...fields,
    };
    const stream = isLoud ? process.stderr : process.stdout;
    stream.write(\`\${JSON.stringify(jsonReady(entry))}\\n\`);
  };
}

/**
 * A copy that JSON can say in full: errors, maps and cycles included.
 * @param {unknown} value
 * @param {readonly object[]} parents
 * @returns {unknown}
 */
function jsonReady(value, parents = []) {
  if (typeof value !== 'object') return plain(value);
  if (value === null || 'toJSON' in value) return value;
  if (value instanceof RegExp) return String(value);
  if (parents.includes(value)) return '[circular]';
  const inside = [...parents, value];
  /** @type {(item: unknown) => unknown} */
  const ready = (item) => jsonReady(item, inside);
  if (value instanceof Error) return ready(errorFields(value));
  if (value instanceof Map) return Array.from(value, ready);
  if (value instanceof Set) return Array.from(value, ready);
  if (Array.isArray(value)) return value.map(ready);
  /** @type {Record<string, unknown>} */
  const copy = {};
  for (const [key, item] of Object.entries(value)) copy[key] = ready(item);
  return copy;
}

/**
 * @param {Error} error
 * @returns {object}
 */
function errorFields(error) {
  const { name, message, stack } = error;
  const reason = 'cause' in error ? { cause: error.cause } : {};
  return Object.assign({}, error, { name, message, stack }, reason);
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function plain(value) {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return Number.isFinite(value) ? value : String(value);
}
`;
