import { afterEach, expect, test, vi } from 'vitest';
import { loadSqlite } from '../../server/src/adapters/load-sqlite.ts';

afterEach(() => void vi.restoreAllMocks());

/** A runtime that warns of itself while it loads SQLite, as Node 22 does. */
function loadWith(load: () => unknown): { readonly loaded: unknown; readonly warned: readonly string[] } {
  const warned: string[] = [];
  vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void warned.push(String(warning)));
  vi.spyOn(process, 'getBuiltinModule').mockImplementation(load as typeof process.getBuiltinModule);
  return { loaded: loadSqlite(), warned };
}

test('keeps the warning that SQLite is an experiment from the person, and no other', () => {
  const sqlite = {};
  const { loaded, warned } = loadWith(() => {
    process.emitWarning(
      'SQLite is an experimental feature and might change at any time',
      'ExperimentalWarning',
    );
    process.emitWarning('Something else is experimental', 'ExperimentalWarning');
    process.emitWarning('SQLite is slow today', 'PerformanceWarning');
    return sqlite;
  });
  expect(loaded).toBe(sqlite);
  expect(warned).toEqual(['Something else is experimental', 'SQLite is slow today']);
  process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning');
  expect(warned).toHaveLength(3);
});

test('answers with nothing where the runtime has no SQLite', () => {
  expect(loadWith(() => undefined).loaded).toBeUndefined();
  const thrown = loadWith(() => {
    throw new Error('No such built-in module: node:sqlite');
  });
  expect(thrown.loaded).toBeUndefined();
});

test('loads the real one', () => {
  expect(loadSqlite()).toHaveProperty('DatabaseSync');
});
