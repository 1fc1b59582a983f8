import type { Clock, Listen, Refusal } from '../../base/index.ts';
import type { PayloadOf, SecretStatus } from '../../protocol/index.ts';
import type { DiskPort } from '../ports/index.ts';
import type { Redactor } from './redactor.ts';
import type { SecretText } from './secret-text.ts';

/** Where secrets come from: the editor's own store, or the environment. */
export interface SecretProvider {
  /** It answers at once: whoever opens a workspace waits for it, so that no text goes out before the secrets are known. */
  readonly isAtHand: boolean;
  /** What a person does to give a secret, as a sentence that names it. */
  howToGive(name: string): string;
  /** `undefined` where there is none of that name. */
  read(name: string, signal: AbortSignal): Promise<string | undefined>;
}

export interface SecretsOptions {
  /** The state folder of the workspace. */
  readonly stateFolder: string;
  readonly provider: SecretProvider;
  /** Names of the secrets that are needed now. Nobody else's are ever asked for. */
  readonly required: () => readonly string[];
  readonly redactor: Redactor;
  readonly disk: DiskPort;
  readonly clock: Clock;
  /** Short unique ids, fit for file names. */
  readonly ids: () => string;
  /** Nobody can guess them. */
  readonly randomBytes: (lengthBytes: number) => Uint8Array;
  /** Told what changed since the last time, so that it is remembered for good. */
  readonly record: (change: PayloadOf<'secret.changed'>) => Promise<void>;
  readonly warn: (message: string) => void;
}

/** The secrets that one workspace needs. */
export interface Secrets {
  /** Asks for every one that is needed, and compares with what was there before. Asked for meanwhile, it is done once more. */
  attest(signal: AbortSignal): Promise<void>;
  /** As of the last attestation, in the order they are needed. */
  statuses(): readonly SecretStatus[];
  /** The value for who needs it now; a refusal names what is missing and how to give it. */
  use(name: string, signal: AbortSignal): Promise<SecretText | Refusal>;
  /** What is missing, as a sentence; `undefined` while nothing is. */
  trouble(): string | undefined;
  /** Fires when an attestation found something else than the one before. */
  readonly onDidChange: Listen<void>;
  /** Calls off what is asked for, and waits for what is being recorded. */
  dispose(): Promise<void>;
  /** Attestations that were made, and those that run. */
  progress(): { readonly made: number; readonly due: number };
}
