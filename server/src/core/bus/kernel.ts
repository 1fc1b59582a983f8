import { isCancelled, isRefusal, refused, withCancel, type Refusal } from '../../base/index.ts';
import type { passingTopics } from '../../protocol/index.ts';
import { defineKernel } from '../kernel/index.ts';
import type { Bus } from './bus.ts';
import { createBus, type BusOptions } from './create-bus.ts';

type Passing = typeof passingTopics;

/** `message_bus`: ready when a message makes its round, and what the log holds for its consumers is known. */
export const busKernel = defineKernel({
  id: 'message_bus',
  dependsOn: ['immutable_log'],
  async start(options: BusOptions<Passing>, lifetime) {
    const bus = createBus(options);
    lifetime.own('bus', { dispose: () => bus.close() });
    await bus.catchUp();
    let probes = 0;
    const round = async (signal: AbortSignal) => {
      const answer = await makesItsRound(bus, (probes += 1), signal);
      if (isRefusal(answer)) probes -= 1;
      return answer;
    };
    return {
      service: bus,
      async isReady(signal) {
        const answer = await round(signal);
        if (!isRefusal(answer)) await bus.catchUp();
        return answer;
      },
      async beat(signal) {
        await round(signal);
        const { moved, owed } = bus.beat();
        // Its own probes are no progress.
        return { moved: moved - probes, owed };
      },
    };
  },
});

/** Publishes a message and waits until it comes back. */
async function makesItsRound(
  bus: Bus<Passing>,
  token: number,
  signal: AbortSignal,
): Promise<'ready' | Refusal> {
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const subscription = bus.subscribe('bus.probe', { name: 'probe' }, ({ payload }) => {
    if (payload.token === token) arrive();
  });
  try {
    const answer = await bus.publish('bus.probe', { token }, signal);
    if (isRefusal(answer)) return answer;
    await withCancel(arrived, signal);
    await subscription.idle();
    return 'ready';
  } catch (thrown) {
    if (!isCancelled(thrown)) throw thrown;
    return refused('A message that was published on the bus did not come back in time.');
  } finally {
    await subscription.close();
  }
}
