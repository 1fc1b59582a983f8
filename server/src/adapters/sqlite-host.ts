import type { DatabaseSync } from 'node:sqlite';
import { messageOf, refused, refusedForNow, type Refusal } from '../base/index.ts';
import {
  Damaged,
  type EngineHost,
  type Schema,
  type StoreEngine,
  type TableDefinition,
} from '../core/store/index.ts';
import { loadSqlite } from './load-sqlite.ts';
import { SqliteEngine } from './sqlite-engine.ts';
import { throwAsDamage } from './sqlite-errors.ts';
import { SqliteFiles } from './sqlite-files.ts';

/** How long another process that just ends may still hold it. */
const busyMs = 50;

export interface SqlitePlace {
  /** Absolute path of the database file. */
  readonly path: string;
  readonly schema: Schema;
  readonly tables: readonly TableDefinition[];
}

/** A database in one file, of one process at a time: whoever comes second is refused. */
export function sqliteHost({ path, schema, tables }: SqlitePlace): EngineHost {
  const files = new SqliteFiles(path);
  return {
    open: () => {
      try {
        return Promise.resolve(openFile(files, schema, tables));
      } catch (thrown) {
        return Promise.reject(thrown instanceof Error ? thrown : new Error(messageOf(thrown)));
      }
    },
    discard() {
      files.remove();
      return Promise.resolve();
    },
  };
}

function openFile(
  files: SqliteFiles,
  schema: Schema,
  tables: readonly TableDefinition[],
): StoreEngine | Refusal {
  const sqlite = loadSqlite();
  if (!sqlite) return refused('This runtime has no SQLite.');
  let database: DatabaseSync | undefined;
  try {
    files.makeFolder();
    const isNew = !files.exists();
    database = new sqlite.DatabaseSync(files.path, { timeout: busyMs });
    const refusal = prepare(database, isNew, schema);
    files.makePrivate();
    if (!refusal) return new SqliteEngine(database, files, tables);
    database.close();
    return refusal;
  } catch (thrown) {
    if (database?.isOpen === true) database.close();
    if (throwAsDamage(thrown) === 'busy') return refusedForNow('Another Grace has the database.');
    return refusedForNow(`The database cannot be opened: ${messageOf(thrown)}.`);
  }
}

function prepare(database: DatabaseSync, isNew: boolean, schema: Schema): Refusal | undefined {
  // Alone: nobody can hold up a write, and no memory is shared that a truncated file would tear from under us.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec('PRAGMA wal_autocheckpoint = 0');
  // What was erased leaves no trace in free pages.
  database.exec('PRAGMA secure_delete = ON');
  const version = versionOf(database);
  if (version > schema.version) return refused('A newer Grace made the database: this one leaves it alone.');
  if (!isNew && version > 0) {
    const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (found !== 'ok') throw new Damaged(String(found));
  }
  migrate(database, version, schema);
  return undefined;
}

/** All of it or nothing, so that a crash leaves a version that is one. */
function migrate(database: DatabaseSync, from: number, { version, create, migrations }: Schema): void {
  if (from === version) return;
  const steps = migrations.filter((step) => step.version > from);
  if (from > 0 && steps.some((step) => 'rebuild' in step))
    throw new Damaged(`It is of version ${from}, and version ${version} is told from the log.`);
  const statements =
    from === 0 ? create : steps.flatMap((step) => ('statements' in step ? step.statements : []));
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const statement of statements) database.exec(statement);
    database.exec(`PRAGMA user_version = ${version}`);
    database.exec('COMMIT');
  } catch (thrown) {
    database.exec('ROLLBACK');
    throw thrown;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}
