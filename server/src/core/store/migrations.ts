import { storeVersion, tables } from './tables.ts';

/** What makes a database of the version before into one of this version. */
export type Migration =
  | { readonly version: number; readonly statements: readonly string[] }
  /** What it holds cannot be told from what is there: it is built anew from the log. */
  | { readonly version: number; readonly rebuild: true };

/** SQL that every engine of tables understands. Without a database of before, the newest version is made at once. */
export interface Schema {
  readonly version: number;
  readonly create: readonly string[];
  readonly migrations: readonly Migration[];
}

export const schema: Schema = {
  version: storeVersion,
  create: [
    'CREATE TABLE store_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT',
    ...tables.flatMap(({ name, columns }) => [
      `CREATE TABLE ${name} (seq INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, ${columns.map((column) => `${column} TEXT, `).join('')}payload TEXT, checksum INTEGER NOT NULL) STRICT`,
      ...columns.map((column) => `CREATE INDEX ${name}_by_${column} ON ${name} (${column}, seq)`),
    ]),
  ],
  // Of records that had no table before, only the log knows.
  migrations: [
    { version: 2, rebuild: true },
    { version: 3, rebuild: true },
    { version: 4, rebuild: true },
  ],
};
