import { UnreliableDisk, type Random } from '../../support/unreliable-disk.ts';

export interface Forgotten {
  readonly call: 'sync' | 'syncData' | 'syncFolder';
  readonly where: RegExp;
}

/** The disk under a build that forgets some of its syncs. */
export class ForgetfulDisk extends UnreliableDisk {
  readonly #forgotten: Forgotten;

  constructor(random: Random, forgotten: Forgotten) {
    super(random);
    this.#forgotten = forgotten;
  }

  override async sync(path: string): Promise<void> {
    if (!this.#forgets('sync', path)) await super.sync(path);
  }

  override async syncData(path: string): Promise<void> {
    if (!this.#forgets('syncData', path)) await super.sync(path);
  }

  override async syncFolder(path: string): Promise<void> {
    if (!this.#forgets('syncFolder', path)) await super.syncFolder(path);
  }

  #forgets(call: Forgotten['call'], path: string): boolean {
    return this.#forgotten.call === call && this.#forgotten.where.test(path);
  }
}
