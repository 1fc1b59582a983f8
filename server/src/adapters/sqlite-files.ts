import { chmodSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** What tells one state of the database's files from another. */
interface Marks {
  readonly database: string;
  readonly journal: string;
}

/** The files of a database: the file itself, and the journal in which its newest changes are. */
export class SqliteFiles {
  readonly path: string;
  readonly #journal: string;
  #marks: Marks = { database: '', journal: '' };

  constructor(path: string) {
    this.path = path;
    this.#journal = `${path}-wal`;
  }

  exists(): boolean {
    return existsSync(this.path);
  }

  makeFolder(): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
  }

  /** Only its owner may read what it holds. */
  makePrivate(): void {
    chmodSync(this.path, 0o600);
  }

  remove(): void {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(this.path + suffix, { force: true });
  }

  /** What they look like after we wrote. */
  remember(): void {
    this.#marks = this.#look();
  }

  /** What happened to them since, as a part of a sentence; nothing when only we wrote. */
  whatHappened(): string | undefined {
    const now = this.#look();
    if (now.database === '') return 'it was deleted';
    if (now.database !== this.#marks.database) return 'somebody else changed or replaced it';
    if (now.journal === this.#marks.journal) return undefined;
    return now.journal === '' ? 'its journal was deleted' : 'somebody else changed its journal';
  }

  get journalBytes(): number {
    return statSync(this.#journal, { throwIfNoEntry: false })?.size ?? 0;
  }

  #look(): Marks {
    return { database: markOf(this.path), journal: markOf(this.#journal) };
  }
}

/**
 * A connection goes on as if nothing was, also where its file was unlinked or overwritten: what it has read it does not read
 * again. The inode tells a replaced file, the time of change any write that was not ours. Windows brings that time up to
 * date when it likes, but lets nobody remove or replace an open database.
 */
function markOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stat || stat.nlink === 0n) return '';
  const changed = process.platform === 'win32' ? '' : stat.ctimeNs;
  return `${stat.dev}:${stat.ino} ${stat.size} ${changed}`;
}
