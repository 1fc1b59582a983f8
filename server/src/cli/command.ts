import type { ParseArgsConfig } from 'node:util';
import type { Refusal } from '../base/index.ts';
import type { Log } from '../core/log/index.ts';
import type { Owner } from '../core/owner/index.ts';
import type { Clarity } from '../core/clarity/index.ts';
import type { Secrets } from '../core/secrets/index.ts';
import type { Settings } from '../core/settings/index.ts';
import type { Chaos } from '../features/chaos/index.ts';
import type { Shelf } from '../features/healing/index.ts';
import type { Batch, RefactorService, Tasks } from '../features/refactor/index.ts';
import type { Knowledge } from '../services/recognition/index.ts';
import type { BootReport } from '../protocol/index.ts';
import type { Rollbacks } from '../services/restore/index.ts';
import type { WatchedServices } from '../services/watched/index.ts';

/** 0 done · 1 something found or not repaired · 2 usage · 3 refused · 130 interrupted before it was done. */
export type ExitCode = 0 | 1 | 2 | 3 | typeof interruptedExitCode;

/** The conventional exit code of a program that an interrupt ended. */
export const interruptedExitCode = 130;

/** What a command needs of an opened workspace; `boot` composes it. */
export interface OpenedWorkspace {
  /** Real path of the workspaces root. Paths of the protocol are relative to it. */
  readonly root: string;
  readonly refactor: RefactorService;
  readonly batch: Batch;
  readonly tasks: Tasks;
  readonly health: BootHealth;
  readonly log: Pick<Log, 'read' | 'verify' | 'catchUp'>;
  readonly settings: Pick<Settings, 'files' | 'word'>;
  readonly clarity: Pick<Clarity, 'explain'>;
  readonly knowledge: Omit<Knowledge, 'progress'>;
  readonly secrets: Pick<Secrets, 'attest' | 'statuses'>;
  /** States of Grace itself, and putting one back. */
  readonly services: WatchedServices;
  readonly rollbacks: Pick<Rollbacks, 'states' | 'plan' | 'rollBack'>;
  readonly playbooks: Pick<Shelf, 'list' | 'check'>;
  readonly chaos: Pick<Chaos, 'list' | 'run' | 'replay' | 'coverage' | 'halt'>;
  /** The text of a file relative to the root, `undefined` when missing. */
  read(path: string): Promise<string | undefined>;
  /** Relative path of a path given by a person, or a refusal when it lies outside the workspace or does not exist. */
  locate(path: string): Promise<string | Refusal>;
  /** The editor that has this workspace open, if there is one. */
  owner(signal: AbortSignal): Promise<Owner | undefined>;
  /** A name for something new, unique in this workspace. */
  newId(): string;
  dispose(): Promise<void>;
}

/** How everything came up. */
export interface BootHealth {
  report(): BootReport;
  /** Resolves when every phase has ended. */
  booted(): Promise<void>;
  /** Resolves when all parts have proven themselves at the same time, or have not: the report says so. */
  proven(): Promise<void>;
}

export interface Terminal {
  /** Standard output: the answer. */
  print(text: string): void;
  /** Standard error: one line of progress, replaced by the next on a terminal. */
  progress(text: string): void;
  /** Standard error: a line that stays. */
  note(text: string): void;
  /** Asks a yes-or-no question; absent where nobody can answer. */
  confirm?: (question: string, signal: AbortSignal) => Promise<boolean>;
  readonly colour: boolean;
  /** Width in columns. */
  readonly width: number;
}

export interface CommandContext {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** The text of a file that a person named, or with `-` of standard input; a refusal says why it cannot be read. */
  readText(file: string): Promise<string | Refusal>;
  /** The same as bytes, however many, as they come; ends early when it is cancelled. */
  readBytes(file: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | Refusal>;
  /** `whole`: everything comes up, and not only what the command asks for. */
  open(boot?: 'whole' | 'as needed'): Promise<OpenedWorkspace | Refusal>;
  serve(): Promise<void>;
}

export interface Command {
  /** The words that name it, such as `['refactor', 'find']`. */
  readonly words: readonly string[];
  readonly usage: string;
  readonly summary: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  readonly optionHelp: Readonly<Record<string, string>>;
  /** Name of the JSON schema of its answer in `docs/generated/schemas`. */
  readonly schema?: string;
  run(context: CommandContext): Promise<ExitCode>;
}

/** A mistake in the words of a call: printed with the usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The refusal every command answers alike: its sentence on standard error (or as JSON), exit code 3. */
export function answerRefusal(context: CommandContext, refusal: Refusal): ExitCode {
  if (context.json) context.terminal.print(`${JSON.stringify({ refused: refusal.message })}\n`);
  else context.terminal.note(refusal.message);
  return 3;
}

export function printJson(context: CommandContext, answer: unknown): void {
  context.terminal.print(`${JSON.stringify(answer, null, 2)}\n`);
}

export function textOption(context: CommandContext, name: string): string | undefined {
  const value = context.values[name];
  return typeof value === 'string' ? value : undefined;
}

export function textsOption(context: CommandContext, name: string): readonly string[] {
  const value = context.values[name];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}
