import type { Disposable } from '../../base/index.ts';

/** Tells of changes to the files of a folder, whoever makes them. Folders within it are not watched. */
export interface FolderWatchPort {
  /**
   * `onChange` gets the name of what changed where the system says it, and may be called late, or twice for one change.
   * Where the system tells anything, `onChange` is called once soon after the start, for nothing.
   * `onLost` is called when nothing more will be told. Absent where the system does not watch this folder; where it does
   * watch, it may still tell nothing (a network file system).
   */
  watch(folder: string, onChange: (name?: string) => void, onLost: () => void): Disposable | undefined;
}
