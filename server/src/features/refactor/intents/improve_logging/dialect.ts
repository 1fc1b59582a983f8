/** How one logger wants to be spoken to. */
export interface Dialect {
  /** Names the logger to a person: `pino`, `winston`, `the logger of src/logger.ts`. */
  readonly name: string;
  readonly library: Library;
  /** What each level is called, and how its method takes its arguments; absent: the logger has no such level. */
  readonly levels: Readonly<Partial<Record<Level, Method>>>;
  /** Field names that the logger writes itself, so that a field of that name would be lost or overwrite it. */
  readonly reserved: ReadonlySet<string>;
  /** The name under which errors are serialised. */
  readonly errorKey: string;
  /**
   * `serialised`: an `Error` in a field keeps message and stack. `alone`: only when it is the sole argument before the
   * message. `text`: JSON would make `{}` of it, so its stack is written.
   */
  readonly errors: 'serialised' | 'alone' | 'text';
  /** The name of a method that readies the logger, before which it cannot speak. */
  readonly readiedBy?: string;
}

export type Library = 'pino' | 'winston' | 'bunyan' | 'log4js' | 'loglevel' | 'tslog' | 'nest' | 'local';

export type Level = 'debug' | 'info' | 'warn' | 'error';

export interface Method {
  readonly name: string;
  readonly takes: Takes;
  /** The call is worth `undefined`, as a call of the console is. */
  readonly returns: 'nothing' | 'something';
  /** What a first argument names, before the message: the part of the program that speaks. */
  readonly namespace?: 'first';
}

/**
 * - `fields-first`: `({ userId }, 'user created')`, and a message first loses what follows.
 * - `message-first`: `('user created', { userId })`.
 * - `anything`: every argument is written, formatted as the console would.
 * - `message-and-anything`: the first argument is a text without directives, everything after it is written.
 * - `message-only`: one text.
 * - `message-and-error`: one text and, optionally, an error.
 * - `nest`: a message, then further messages; a trailing text at level error is taken for a stack.
 */
export type Takes =
  | 'fields-first'
  | 'message-first'
  | 'anything'
  | 'message-and-anything'
  | 'message-only'
  | 'message-and-error'
  | 'nest';

const allLevels: readonly Level[] = ['debug', 'info', 'warn', 'error'];

function uniform(takes: Takes, returns: Method['returns']): Dialect['levels'] {
  return Object.fromEntries(allLevels.map((level) => [level, { name: level, takes, returns }]));
}

/** What is known of each library. Facts of one project's own set-up (formats, serialisers) refine it. */
export const libraries: Readonly<Record<Exclude<Library, 'local'>, Dialect>> = {
  pino: {
    name: 'pino',
    library: 'pino',
    levels: uniform('fields-first', 'nothing'),
    reserved: new Set(['level', 'time', 'pid', 'hostname', 'msg', 'v']),
    errorKey: 'err',
    errors: 'serialised',
  },
  bunyan: {
    name: 'bunyan',
    library: 'bunyan',
    levels: uniform('fields-first', 'something'),
    reserved: new Set(['level', 'time', 'pid', 'hostname', 'msg', 'v', 'name', 'src']),
    errorKey: 'err',
    errors: 'alone',
  },
  winston: {
    name: 'winston',
    library: 'winston',
    levels: uniform('message-first', 'something'),
    reserved: new Set(['level', 'message', 'timestamp', 'label', 'stack', 'splat', 'cause']),
    errorKey: 'err',
    errors: 'text',
  },
  log4js: {
    name: 'log4js',
    library: 'log4js',
    levels: uniform('anything', 'nothing'),
    reserved: new Set(),
    errorKey: 'err',
    errors: 'serialised',
  },
  loglevel: {
    name: 'loglevel',
    library: 'loglevel',
    levels: uniform('anything', 'nothing'),
    reserved: new Set(),
    errorKey: 'err',
    errors: 'serialised',
  },
  tslog: {
    name: 'tslog',
    library: 'tslog',
    levels: uniform('anything', 'something'),
    reserved: new Set(),
    errorKey: 'err',
    errors: 'serialised',
  },
  nest: {
    name: "Nest's Logger",
    library: 'nest',
    levels: {
      ...uniform('nest', 'nothing'),
      info: { name: 'log', takes: 'nest', returns: 'nothing' },
    },
    reserved: new Set(),
    errorKey: 'err',
    errors: 'text',
  },
};

/** Which library a package name stands for. */
export const libraryOfPackage: Readonly<Record<string, Exclude<Library, 'local'>>> = {
  pino: 'pino',
  winston: 'winston',
  bunyan: 'bunyan',
  log4js: 'log4js',
  loglevel: 'loglevel',
  tslog: 'tslog',
  '@nestjs/common': 'nest',
};
