import type { Clock, Listen } from '../../base/index.ts';
import type { ConfigFileState, ConfigProblem, WorkspaceConfig } from '../../protocol/index.ts';
import type { DiskPort } from '../ports/index.ts';
import type { Machine } from '../state/index.ts';
import type { Source } from './location.ts';
import type { Rules } from './rules.ts';
import type { Word } from './tighten.ts';

export interface SettingsOptions {
  /** The workspace folder. */
  readonly root: string;
  /** Where the last good texts are kept; outside of the workspace. */
  readonly stateFolder: string;
  readonly machine: Machine;
  readonly disk: DiskPort;
  readonly clock: Clock;
  /** Short unique ids, fit for file names. */
  readonly ids: () => string;
  /** Told once for each trouble, in a sentence. */
  readonly warn: (message: string) => void;
}

/** One configuration file as it was found. */
export interface ConfigFile {
  readonly source: Source;
  /** As a person would name it. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly state: ConfigFileState;
  readonly problems: readonly ConfigProblem[];
}

/** What holds for one workspace. Opening never fails: a file that cannot be understood makes Grace careful instead. */
export interface Settings {
  /** Always by what holds at the moment of the question. */
  readonly rules: Rules;
  /** What the workspace names; nothing of it is allowed to run by being named. */
  workspace(): Pick<WorkspaceConfig, 'services' | 'tools' | 'secrets'>;
  /** The rules as data, for people. */
  word(): Word;
  files(): readonly ConfigFile[];
  /** Why less holds than the files should say, as a sentence; `undefined` while all is well. */
  trouble(): string | undefined;
  /** Fires after a look that found something else than the one before. */
  readonly onDidChange: Listen<void>;
  /** Reads the files. Looks that are asked for meanwhile are one. */
  reload(signal: AbortSignal): Promise<void>;
  /** Told by who watches the workspace; relative to the root, with `/`. */
  filesChanged(paths: readonly string[], signal: AbortSignal): Promise<void>;
  /** Looks at the stamps of the files every now and then, until the signal fires. */
  follow(signal: AbortSignal): Promise<void>;
  /** Looks that were taken, and those that are due: what a watcher sees of the part's work. */
  looks(): { readonly taken: number; readonly due: number };
}
