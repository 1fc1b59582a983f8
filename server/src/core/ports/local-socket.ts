import type { Disposable, Listen } from '../../base/index.ts';

/** A line to another process of the same user on this machine. */
export interface LocalChannel extends Disposable {
  /** One whole message; it holds no line end. Lost when the other side is gone. */
  send(text: string): void;
  readonly onMessage: Listen<string>;
  readonly onClose: Listen<void>;
}

export interface LocalListener extends Disposable {
  /** Where to connect to. */
  readonly address: string;
}

/** Lines between processes of one user. No other user can reach them, and no network. */
export interface LocalSocketPort {
  /** Listens at a place in `folder`, which only its owner may enter, or in one like it where the path would be too long. */
  listen(folder: string, onChannel: (channel: LocalChannel) => void): Promise<LocalListener>;
  /** `undefined` when nobody listens there. */
  connect(address: string): Promise<LocalChannel | undefined>;
}
