import type { Connection } from 'vscode-languageserver/node';
import { methods, type StatusParams } from '../protocol/index.ts';

/** The one line of health the editor shows; sent only when it changes. */
export interface Status {
  /** Marks the server busy until the work settles. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Keeps a sentence in the status until the server ends. */
  warn(message: string): void;
  /** Shows a sentence as long as there is one; `about` says what it is about. */
  trouble(about: string, message: string | undefined): void;
}

export function createStatus(connection: Connection): Status {
  let running = 0;
  const warnings = new Map<string, string>();
  let last = '';

  function tell(): void {
    const warning = [...warnings.values()].at(-1);
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
      warnings.set('', message);
      tell();
    },
    trouble(about, message) {
      if (message === undefined) warnings.delete(about);
      else warnings.set(about, message);
      tell();
    },
  };
}
