import type { DiskPort } from '../../core/ports/index.ts';

/** Small text files of ours below the sandbox's private folder; paths are absolute. */
export interface PrivateFiles {
  /** `undefined` when there is none. */
  read(path: string): Promise<string | undefined>;
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names in a folder; none when the folder is missing. */
  names(folder: string): Promise<readonly string[]>;
}

export function privateFiles(disk: DiskPort): PrivateFiles {
  return {
    read: async (path) => (await disk.read(path))?.toString('utf8'),
    async write(path, text) {
      await disk.makeFolder(path.slice(0, path.lastIndexOf('/')));
      await disk.write(path, Buffer.from(text));
    },
    remove: (path) => disk.remove(path),
    async names(folder) {
      if ((await disk.stat(folder)) === undefined) return [];
      return (await disk.list(folder)).filter((entry) => entry.kind === 'file').map((entry) => entry.name);
    },
  };
}
