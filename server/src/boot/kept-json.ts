import type { DiskPort } from '../core/ports/index.ts';

/** One small JSON file of the state folder, replaced as a whole. */
export interface KeptJson {
  /** `undefined` where there is none, or it is damaged. */
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

export function keptJson(file: string, disk: DiskPort, ids: () => string): KeptJson {
  return {
    async read() {
      const bytes = await disk.read(file);
      if (!bytes) return undefined;
      try {
        return JSON.parse(bytes.toString('utf8')) as unknown;
      } catch {
        // Damaged: what it held is a help and not the truth of anything.
        return undefined;
      }
    },
    async write(value) {
      const temporary = `${file}.${ids()}.new`;
      await disk.write(temporary, Buffer.from(`${JSON.stringify(value)}\n`), 0o600);
      await disk.rename(temporary, file);
    },
  };
}
