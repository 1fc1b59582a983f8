import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import {
  Damaged,
  type Applied,
  type Change,
  type Selection,
  type StoredRow,
  type StoreEngine,
  type TableDefinition,
} from '../core/store/index.ts';
import { throwAsDamage } from './sqlite-errors.ts';
import type { SqliteFiles } from './sqlite-files.ts';

/** A journal of this size is written back to the database. */
const journalBytesMax = 4 * 1024 * 1024;

/** The tables of the store in one SQLite file that nobody else writes. */
export class SqliteEngine implements StoreEngine {
  readonly kind = 'database';
  readonly #database: DatabaseSync;
  readonly #files: SqliteFiles;
  readonly #tables: ReadonlyMap<string, TableDefinition>;
  readonly #statements = new Map<string, StatementSync>();
  readonly #counts = new Map<string, number>();

  /** The tables are there. */
  constructor(database: DatabaseSync, files: SqliteFiles, tables: readonly TableDefinition[]) {
    this.#database = database;
    this.#files = files;
    this.#tables = new Map(tables.map((table) => [table.name, table]));
    for (const name of this.#tables.keys())
      this.#counts.set(name, Number(this.#get(`SELECT count(*) AS rows FROM ${name}`)?.['rows']));
    files.remember();
  }

  applied(): Promise<Applied> {
    return this.#trusted(() => {
      const meta = new Map(
        this.#all('SELECT name, value FROM store_meta').map(({ name, value }) => [name, String(value)]),
      );
      return {
        seq: Number(meta.get('applied_seq') ?? 0),
        hash: meta.get('applied_hash') ?? '',
        erasedBy: Number(meta.get('erased_by') ?? 0),
      };
    });
  }

  apply(changes: readonly Change[], applied: Applied): Promise<void> {
    return this.#trusted(() => {
      const counts = new Map(this.#counts);
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        for (const change of changes) this.#change(change);
        for (const [name, value] of [
          ['applied_seq', String(applied.seq)],
          ['applied_hash', applied.hash],
          ['erased_by', String(applied.erasedBy)],
        ] as const)
          this.#run('INSERT OR REPLACE INTO store_meta (name, value) VALUES (?, ?)', name, value);
        this.#database.exec('COMMIT');
      } catch (thrown) {
        for (const [name, count] of counts) this.#counts.set(name, count);
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw thrown;
      }
      // What was erased must leave the journal as well.
      const isErasing = changes.some(({ kind }) => kind === 'blank');
      if (isErasing || this.#files.journalBytes > journalBytesMax)
        this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      this.#files.remember();
    });
  }

  select({ table, where, afterSeq, beforeSeq, order, limit }: Selection): Promise<readonly StoredRow[]> {
    return this.#trusted(() => {
      const { name, columns } = this.#table(table);
      const asked = where.map(({ column }) => ` AND ${columns[column] ?? 'seq'} = ?`).join('');
      const direction = order === 'oldest' ? 'ASC' : 'DESC';
      const sql = `SELECT * FROM ${name} WHERE payload IS NOT NULL AND seq > ? AND seq < ?${asked} ORDER BY seq ${direction} LIMIT ?`;
      const before = Math.min(beforeSeq, Number.MAX_SAFE_INTEGER);
      const values = where.map(({ value }) => value);
      return this.#all(sql, afterSeq, before, ...values, limit).map((row) => rowIn(row, columns));
    });
  }

  scan(table: string, afterSeq: number, limit: number): Promise<readonly StoredRow[]> {
    return this.#trusted(() => {
      const { name, columns } = this.#table(table);
      const sql = `SELECT * FROM ${name} WHERE seq > ? ORDER BY seq LIMIT ?`;
      return this.#all(sql, afterSeq, limit).map((row) => rowIn(row, columns));
    });
  }

  probe(): Promise<void> {
    return this.#trusted(() => {
      this.#run("INSERT OR REPLACE INTO store_meta (name, value) VALUES ('probe', 'written')");
      const read = this.#get("SELECT value FROM store_meta WHERE name = 'probe'")?.['value'];
      this.#run("DELETE FROM store_meta WHERE name = 'probe'");
      this.#files.remember();
      if (read !== 'written') throw new Damaged('What was written is not there when it is read.');
    });
  }

  check(): Promise<void> {
    return this.#trusted(() => undefined);
  }

  close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
    return Promise.resolve();
  }

  /** Nothing is read or written once somebody else touched the files. */
  async #trusted<T>(work: () => T): Promise<T> {
    try {
      const happened = this.#files.whatHappened();
      if (happened !== undefined) throw new Damaged(happened);
      return await Promise.resolve(work());
    } catch (thrown) {
      throwAsDamage(thrown);
      throw thrown;
    }
  }

  #change(change: Change): void {
    if (change.kind === 'blank') {
      for (const table of this.#tables.keys()) this.#blank(change.seq, this.#table(table));
      return;
    }
    const { name, columns, rowsMax } = this.#table(change.table);
    const { row } = change;
    const places = ['?', '?', ...columns.map(() => '?'), '?', '?'].join(', ');
    this.#run(
      `INSERT INTO ${name} VALUES (${places})`,
      ...[row.seq, row.timeMs, ...row.columns, row.payload, checksumOf(row)],
    );
    const count = (this.#counts.get(name) ?? 0) + 1;
    if (count > rowsMax) this.#run(`DELETE FROM ${name} WHERE seq = (SELECT min(seq) FROM ${name})`);
    this.#counts.set(name, Math.min(count, rowsMax));
  }

  #blank(seq: number, { name, columns }: TableDefinition): void {
    const found = this.#get(`SELECT * FROM ${name} WHERE seq = ?`, seq);
    if (!found) return;
    const { timeMs } = rowIn(found, columns);
    const row: StoredRow = { seq, timeMs, columns: columns.map(() => null), payload: null };
    const emptied = ['payload', ...columns].map((column) => `${column} = NULL`).join(', ');
    this.#run(`UPDATE ${name} SET ${emptied}, checksum = ? WHERE seq = ?`, checksumOf(row), seq);
  }

  #table(name: string): TableDefinition {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`There is no table ${name}.`);
    return table;
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #get(sql: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue> | undefined {
    return this.#statement(sql).get(...values);
  }

  #all(sql: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    return this.#statement(sql).all(...values);
  }

  /** As many as there are shapes of queries, which come from the definitions of the tables. */
  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** SQLite has no checksums of its own: a flipped bit within a value would be answered as if it were right. */
function checksumOf({ seq, timeMs, columns, payload }: StoredRow): number {
  return crc32(JSON.stringify([seq, timeMs, columns, payload]));
}

function rowIn(found: Record<string, SQLOutputValue>, columns: readonly string[]): StoredRow {
  const text = (name: string) => {
    const value = found[name];
    return typeof value === 'string' ? value : null;
  };
  const row: StoredRow = {
    seq: Number(found['seq']),
    timeMs: Number(found['time_ms']),
    columns: columns.map(text),
    payload: text('payload'),
  };
  if (checksumOf(row) !== found['checksum']) throw new Damaged(`The row of record ${row.seq} was changed.`);
  return row;
}
