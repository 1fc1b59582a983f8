import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
  type ProtocolNotificationType,
} from 'vscode-languageserver/node';
import { bug, Cancelled, isCancelled, messageOf } from '../base/index.ts';
import type { Redactor } from '../core/secrets/index.ts';
import { answersText } from './withoutSecrets.ts';

export type Handle<Params, Answer> = (params: Params, signal: AbortSignal) => Promise<Answer> | Answer;

/** Where requests enter: tokens become signals here and nowhere else, and what is thrown becomes an answer here. */
export interface Dispatch {
  /** What a request of that name would be answered: the same work through another door. */
  call(method: string, params: unknown, signal: AbortSignal): Promise<unknown>;
  request<Params, Answer>(method: string, handle: Handle<Params, Answer>): void;
  notification<Params>(
    type: ProtocolNotificationType<Params, unknown>,
    handle: (params: Params) => Promise<void> | void,
  ): void;
  /** Fires when the server shuts down: work that belongs to no request ends with it. */
  readonly ending: AbortSignal;
  end(): void;
}

export function createDispatch(connection: Connection, redactor: Redactor): Dispatch {
  const lifetime = new AbortController();
  const handlers = new Map<string, Handle<never, unknown>>();

  return {
    ending: lifetime.signal,
    end: () => lifetime.abort(),

    async call(method, params, signal) {
      const handle = handlers.get(method) ?? bug(`nobody answers ${method}`);
      const either = AbortSignal.any([signal, lifetime.signal]);
      if (either.aborted) throw new Cancelled();
      // Whoever calls knows what the method takes.
      return redactor.redactAll(await handle(params as never, either));
    },

    request<Params, Answer>(method: string, handle: Handle<Params, Answer>) {
      handlers.set(method, handle);
      connection.onRequest(method, async (params: Params, token: CancellationToken) => {
        const controller = new AbortController();
        const listening = token.onCancellationRequested(() => controller.abort());
        if (token.isCancellationRequested) controller.abort();
        const signal = AbortSignal.any([controller.signal, lifetime.signal]);
        try {
          if (signal.aborted) throw new Cancelled();
          const answer = await handle(params, signal);
          return answersText.has(method) ? answer : redactor.redactAll(answer);
        } catch (thrown) {
          return answerTo(thrown, signal, method);
        } finally {
          listening.dispose();
        }
      });
    },

    notification<Params>(
      type: ProtocolNotificationType<Params, unknown>,
      handle: (params: Params) => Promise<void> | void,
    ) {
      connection.onNotification(type.method, async (params: Params) => {
        try {
          await handle(params);
        } catch (thrown) {
          if (!isCancelled(thrown)) connection.console.error(`${type.method}: ${describe(thrown)}`);
        }
      });
    },
  };

  function answerTo(thrown: unknown, signal: AbortSignal, method: string): ResponseError {
    if (isCancelled(thrown) || signal.aborted) {
      return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
    }
    connection.console.error(`${method}: ${describe(thrown)}`);
    return new ResponseError(LSPErrorCodes.RequestFailed, redactor.redact(messageOf(thrown)));
  }
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
