import type * as Sqlite from 'node:sqlite';

/**
 * SQLite as it comes with the runtime, loaded when it is first needed; `undefined` where it is missing. Some versions warn, on
 * standard error and once for each process, that they take it for an experiment: what it does is covered by our own
 * tests, so just this warning is kept from the person, and only while it is loaded.
 */
export function loadSqlite(): typeof Sqlite | undefined {
  const warn = process.emitWarning.bind(process);
  const original = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = (warning: string | Error, ...details: unknown[]) => {
    if (details[0] === 'ExperimentalWarning' && String(warning).includes('SQLite')) return;
    Reflect.apply(warn, process, [warning, ...details]);
  };
  try {
    // A bundler would turn an import into one that is loaded at the start.
    return process.getBuiltinModule('node:sqlite');
  } catch {
    return undefined;
  } finally {
    if (original) Object.defineProperty(process, 'emitWarning', original);
    else Reflect.deleteProperty(process, 'emitWarning');
  }
}
