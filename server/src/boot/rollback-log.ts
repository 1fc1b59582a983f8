import { randomBytes } from 'node:crypto';
import { isRefusal, type Refusal } from '../base/index.ts';
import { openLog, type Log } from '../core/log/index.ts';
import { logWithoutSecrets } from '../core/secrets/index.ts';
import { durableTopics, type DurableTopic, type PayloadOf, type StateRolledBack } from '../protocol/index.ts';
import { rollbackDecision, type RollbackLog } from '../services/restore/index.ts';
import type { Around } from './around.ts';
import { logEnd } from './log-end.ts';
import { logFolder } from './log-parts.ts';
import { createLogProjections } from './log-projections.ts';

type Commands = PayloadOf<'tools.denied'>['commands'];

/** The log for whoever has to record something while no kernel runs. */
export interface PlainWriter extends RollbackLog {
  end(): ReturnType<typeof logEnd>;
  /** The commands whose last answer after this record was no. */
  deniedSince(seq: number): Promise<readonly Commands[]>;
}

export function openRollbackLog({ state, disk, clock, request, warn }: Around): PlainWriter {
  const log: Log = logWithoutSecrets(
    openLog({
      ...{ folder: logFolder(state), disk, clock, randomBytes, note: warn },
      exclusive: (signal) => state.logTurn(signal),
      projections: createLogProjections().all,
      neededFrom: () => 0,
    }),
    request.secrecy.redactor,
  );
  const never = new AbortController().signal;

  async function payloads<T extends DurableTopic>(
    topic: T,
    afterSeq: number,
  ): Promise<readonly PayloadOf<T>[]> {
    const found: PayloadOf<T>[] = [];
    const see: Parameters<Log['read']>[1] = (entries) => {
      for (const entry of entries) {
        const parsed =
          entry.topic === topic ? durableTopics[topic].schema.safeParse(entry.payload) : undefined;
        if (parsed?.success) found.push(parsed.data as PayloadOf<T>);
      }
    };
    await log.read({ afterSeq }, see, never);
    return found;
  }

  return {
    trouble: async () => (await log.catchUp()).damage,
    lastSeq: async () => (await log.catchUp()).lastSeq,
    end: () => logEnd(log),
    async record(rollback: StateRolledBack, afterSeq: number): Promise<Refusal | undefined> {
      const isTold = (await payloads('state.rolled_back', afterSeq)).some(({ id }) => id === rollback.id);
      const told = isTold ? undefined : await log.append('state.rolled_back', rollback);
      if (isRefusal(told)) return told;
      const isDecided = (await payloads('clarity.decided', afterSeq)).some(({ kind }) => kind === 'rollback');
      const decided = isDecided ? undefined : await log.append('clarity.decided', rollbackDecision(rollback));
      return isRefusal(decided) ? decided : undefined;
    },
    async deniedSince(seq) {
      const last = new Map<string, { readonly commands: Commands; readonly isDenied: boolean }>();
      await log.read(
        { afterSeq: seq },
        (entries) => {
          for (const { topic, payload } of entries) {
            if (topic !== 'tools.denied' && topic !== 'tools.approved') continue;
            const { data } = durableTopics[topic].schema.safeParse(payload);
            if (data)
              last.set(JSON.stringify(data.commands.map(({ argv, cwd }) => [cwd, argv])), {
                commands: data.commands,
                isDenied: topic === 'tools.denied',
              });
          }
        },
        never,
      );
      return [...last.values()].flatMap(({ commands, isDenied }) => (isDenied ? [commands] : []));
    },
  };
}
