import type { Connection } from 'vscode-languageserver/node';
import { methods, type StatusParams } from '../protocol/index.ts';

/** The one line of health the editor shows; sent only when it changes. */
export interface Status {
  /** Marks the server busy until the work settles. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Keeps a sentence in the status until the server ends. */
  warn(message: string): void;
}

export function createStatus(connection: Connection): Status {
  let running = 0;
  let warning: string | undefined;
  let last = '';

  function tell(): void {
    const status: StatusParams = {
      health: warning ? 'warning' : 'ok',
      quiescent: running === 0,
      ...(warning ? { message: warning } : {}),
    };
    const text = JSON.stringify(status);
    if (text === last) return;
    last = text;
    void connection.sendNotification(methods.status, status);
  }

  return {
    async during(work) {
      running += 1;
      tell();
      try {
        return await work;
      } finally {
        running -= 1;
        tell();
      }
    },
    warn(message) {
      warning = message;
      tell();
    },
  };
}
