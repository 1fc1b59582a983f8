import { posix, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isRefusal, type Listen, type Refusal } from '../base/index.ts';
import type { Clarity } from '../core/clarity/index.ts';
import type { AnswerQuestion, Shared } from '../core/owner/index.ts';
import type { SecretProvider, Secrets } from '../core/secrets/index.ts';
import type { Settings } from '../core/settings/index.ts';
import type { Analysis } from '../services/analysis/index.ts';
import type { RefactorService, Tasks } from '../features/refactor/index.ts';
import type { BootReport, KernelAction, KernelHealth, KernelId } from '../protocol/index.ts';
import type { Knowledge } from '../services/recognition/index.ts';
import type { Recovery } from '../services/restore/index.ts';

/** Everything that serves one workspace folder, composed by `boot`. */
export interface FolderServices {
  /** Real, absolute path that every relative path of the services starts from. */
  readonly root: string;
  /** The opened folder with links resolved; equal to `root` or below it. */
  readonly realFolder: string;
  readonly refactor: RefactorService;
  readonly analysis: Analysis;
  /** What was asked for and is carried to its end. */
  readonly tasks: Pick<Tasks, 'emit' | 'serve'>;
  /** What Grace may do here. */
  readonly settings: Settings;
  /** What is needed of secrets here. */
  readonly secrets: Secrets;
  /** What a crash of an earlier run left behind, and what was made of it so far. */
  readonly recoveries: () => readonly Recovery[];
  /** Told what was made of it since. */
  readonly onRecovered: Listen<readonly Recovery[]>;
  readonly health: FolderHealthService;
  readonly clarity: Pick<Clarity, 'explain'>;
  /** What is known of failures. */
  readonly knowledge: Omit<Knowledge, 'progress' | 'import'>;
  /** The text on disk, or `undefined` when there is no such file. `path` is relative to `root`. */
  read(path: string): Promise<string | undefined>;
  /** Makes this process the owner of the workspace's state, whom `grace` commands ask; a refusal says who is. */
  share(answer: AnswerQuestion, signal: AbortSignal): Promise<Shared | Refusal>;
  dispose(): Promise<void>;
}

/** How the parts that serve a folder are, and what may be done with them. */
export interface FolderHealthService {
  report(): BootReport;
  readonly onDidChange: Listen<void>;
  act(action: KernelAction, kernel: KernelId): Promise<KernelHealth | Refusal>;
}

export interface OpenFolderRequest {
  /** Absolute path as the editor opened it. */
  readonly folder: string;
  /** Unsaved buffers by path relative to the root. */
  readonly overlays: () => ReadonlyMap<string, string>;
  /** While false, nothing of the workspace may run. */
  readonly trusted: () => boolean;
  readonly secretProvider: SecretProvider;
}

export type OpenFolder = (
  request: OpenFolderRequest,
  signal: AbortSignal,
) => Promise<FolderServices | Refusal>;

/** One opened folder: its services when they are ready, and the way from URIs to paths and back. */
export class Folder {
  readonly uri: string;
  readonly path: string;
  readonly services: Promise<FolderServices | Refusal>;
  #ready: FolderServices | undefined;
  #refusal: Refusal | undefined;
  #shared: Shared | undefined;
  readonly #closing = new AbortController();

  constructor(uri: string, services: Promise<FolderServices | Refusal>) {
    this.uri = uri;
    this.path = fileURLToPath(uri);
    this.services = services.then((answer) => {
      if (isRefusal(answer)) this.#refusal = answer;
      else this.#ready = answer;
      return answer;
    });
  }

  /** The services, when they have come up already. */
  get ready(): FolderServices | undefined {
    return this.#ready;
  }

  get refusal(): Refusal | undefined {
    return this.#refusal;
  }

  contains(uri: string): boolean {
    const path = filePathOf(uri);
    return path !== undefined && isBelow(path, this.path);
  }

  /** Fires when the folder is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Kept until the folder is closed. */
  own(shared: Shared): void {
    this.#shared = shared;
  }

  async dispose(): Promise<void> {
    this.#closing.abort();
    const services = await this.services;
    await this.#shared?.dispose();
    if (!isRefusal(services)) await services.dispose();
  }
}

/** The path relative to the root, with `/`; `undefined` for what is not a file of this folder's workspace. */
export function pathOf(folder: Folder, services: FolderServices, uri: string): string | undefined {
  const opened = filePathOf(uri);
  if (opened === undefined) return undefined;
  const real = isBelow(opened, folder.path) ? services.realFolder + opened.slice(folder.path.length) : opened;
  if (!isBelow(real, services.root)) return undefined;
  return relative(services.root, real).split(sep).join(posix.sep);
}

/** The URI the editor knows a file by: below the folder as it was opened, even when that is a link. */
export function uriOf(folder: Folder, services: FolderServices, path: string): string {
  const real = services.root + sep + path.split(posix.sep).join(sep);
  const opened = isBelow(real, services.realFolder)
    ? folder.path + real.slice(services.realFolder.length)
    : real;
  return pathToFileURL(opened).href;
}

function filePathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    // Not a path on this system, such as a remote host: not ours.
    return undefined;
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
