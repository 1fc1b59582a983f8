import type { Connection } from 'vscode-languageserver/node';
import type { Redactor } from '../core/secrets/index.ts';
import { methods } from '../protocol/index.ts';

/**
 * The connection, with every secret taken out of what it tells: logs, notifications and answers. The text of a person's own
 * file is left as it is: an edit that is changed on its way would destroy it.
 */
export function withoutSecrets(connection: Connection, redactor: Redactor): Connection {
  const { console: log } = connection;
  const redacted = (text: string) => redactor.redact(text);
  const loud = new Set(['error', 'warn', 'info', 'log', 'debug']);
  const quietLog = new Proxy(log, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (!loud.has(String(name))) return member.bind(target) as unknown;
      return (text: string): unknown => Reflect.apply(member, target, [redacted(text)]) as unknown;
    },
  });
  return new Proxy(connection, {
    get(target, name): unknown {
      if (name === 'console') return quietLog;
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'sendNotification') return member.bind(target) as unknown;
      return (type: unknown, ...params: readonly unknown[]): unknown =>
        Reflect.apply(member, target, [type, ...redactor.redactAll(params)]) as unknown;
    },
  });
}

/** Answers that are the text of a file. */
export const answersText: ReadonlySet<string> = new Set([methods.proposalFile]);
