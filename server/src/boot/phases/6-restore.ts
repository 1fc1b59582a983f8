import { isCancelled, isRefusal, messageOf } from '../../base/index.ts';
import type { durableConsumers } from '../../protocol/index.ts';
import type { BootParts } from '../parts.ts';
import type { Phase } from '../phase.ts';
import type { Tested } from './5-contracts.ts';

export interface Restored extends Tested {
  /** Restore points and tasks are as they were before a crash, as far as they can be. */
  readonly settled: boolean;
}

/**
 * Takes up what an earlier process left: interrupted applies are settled already, as `snapshots` does so before it serves;
 * what the bus did not deliver is read again, and goes to whoever consumes it; tasks that are not done go on.
 */
export const restore: Phase<Tested, Restored> = {
  name: 'restore',
  async run(tested, parts) {
    const { relays, fitness } = parts;
    if (fitness.whyReadOnly() !== undefined)
      return {
        out: { ...tested, settled: false },
        state: 'skipped',
        detail: 'Nothing is taken up in safe mode.',
      };
    try {
      await Promise.all([relays.restore.service.list(), relays.bus.service.catchUp()]);
      const detail = await takeUpTasks(parts);
      return { out: { ...tested, settled: true }, ...(detail === undefined ? {} : { detail }) };
    } catch (thrown) {
      if (isCancelled(thrown)) throw thrown;
      return { out: { ...tested, settled: false }, state: 'degraded', detail: messageOf(thrown) };
    }
  },
};

/**
 * An editor's server goes on with what was asked for and is not done, where the workspace is trusted; a command does what it
 * was called for, and leaves the rest to the next server. Resolves to what there is to say.
 */
async function takeUpTasks({ around, plane, relays, tasks }: BootParts): Promise<string | undefined> {
  const { request } = around;
  if (request.serves !== 'editor' || !request.trusted() || !plane.isUp('refactor')) return undefined;
  const served = await tasks.serve();
  if (isRefusal(served)) throw new Error(served.message);
  const { subscriptions } = relays.bus.service.health();
  const left = subscriptions.find(({ name }) => name === tasksConsumer)?.lagMessages ?? 0;
  if (left === 0) return undefined;
  return `${left === 1 ? 'One task that was asked for goes on' : `${left} tasks that were asked for go on`}.`;
}

const tasksConsumer: keyof typeof durableConsumers = 'refactor_tasks';
