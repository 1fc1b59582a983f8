import {
  nothingApplied,
  type Applied,
  type Change,
  type Selection,
  type StoredRow,
  type StoreEngine,
  type TableDefinition,
} from './engine.ts';

/** The same tables in memory, for where there is no database. */
export function createMemoryEngine(tables: readonly TableDefinition[]): StoreEngine {
  const rowsOf = new Map(tables.map(({ name }) => [name, new Map<number, StoredRow>()]));
  const rowsMaxOf = new Map(tables.map(({ name, rowsMax }) => [name, rowsMax]));
  let applied = nothingApplied;

  function rows(table: string): Map<number, StoredRow> {
    const own = rowsOf.get(table);
    if (!own) throw new Error(`There is no table ${table}.`);
    return own;
  }

  function put(table: string, row: StoredRow): void {
    const own = rows(table);
    own.set(row.seq, row);
    // Numbers only grow, so the oldest row is the first.
    const [oldest] = own.keys();
    if (own.size > (rowsMaxOf.get(table) ?? 0) && oldest !== undefined) own.delete(oldest);
  }

  function blank(seq: number): void {
    for (const own of rowsOf.values()) {
      const row = own.get(seq);
      if (row) own.set(seq, { ...row, columns: row.columns.map(() => null), payload: null });
    }
  }

  function change(each: Change): void {
    if (each.kind === 'put') put(each.table, each.row);
    else blank(each.seq);
  }

  return {
    kind: 'memory',
    applied: () => Promise.resolve(applied),
    apply(changes, next: Applied) {
      for (const each of changes) change(each);
      applied = next;
      return Promise.resolve();
    },
    select(selection) {
      const all = [...rows(selection.table).values()];
      const ordered = selection.order === 'oldest' ? all : all.reverse();
      return Promise.resolve(ordered.filter((row) => matches(row, selection)).slice(0, selection.limit));
    },
    scan(table, afterSeq, limit) {
      return Promise.resolve([...rows(table).values()].filter(({ seq }) => seq > afterSeq).slice(0, limit));
    },
    probe: () => Promise.resolve(),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function matches(row: StoredRow, { where, afterSeq, beforeSeq }: Selection): boolean {
  if (row.payload === null || row.seq <= afterSeq || row.seq >= beforeSeq) return false;
  return where.every(({ column, value }) => row.columns[column] === value);
}
