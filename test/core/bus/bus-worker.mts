/**
 * Publishes tasks one after the other and handles whatever there is, and says what it did, a line each: `published ID`,
 * `begun ID MOMENT`, `handled ID MOMENT`, with moments of the clock that all processes share. Without a prefix it only
 * handles, until nothing is left.
 */
import { systemClock } from '../../../server/src/base/index.ts';
import { createBus, Deliveries } from '../../../server/src/core/bus/index.ts';
import { durableConsumers, passingTopics } from '../../../server/src/protocol/index.ts';
import { accepted } from '../../support/sentence-of.ts';
import { openLogIn, openRealState } from '../log/real-log.ts';
import { taskOf } from './durable-world.ts';

const [root = '', stateHome = '', prefix] = process.argv.slice(2);
const signal = new AbortController().signal;
const state = await openRealState(root, stateHome);
const deliveries = new Deliveries(durableConsumers);
const log = openLogIn(state, { projections: [deliveries], neededFrom: () => deliveries.neededFrom() });
const bus = createBus({
  topics: passingTopics,
  clock: systemClock,
  durable: {
    ...{ log, deliveries, claim: (name, stop) => state.claim(name, stop) },
    note: (message) => void process.stderr.write(`${message}\n`),
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const moment = () => String(process.hrtime.bigint());

const consuming = accepted(
  await bus.consume('refactor_tasks', {}, async ({ payload }, handling) => {
    say(`begun ${payload.id} ${moment()}`);
    await systemClock.sleep(payload.priority, handling.signal);
    say(`handled ${payload.id} ${moment()}`);
  }),
);
if (prefix === undefined) {
  await consuming.idle();
  await bus.close();
  await log.close();
} else {
  for (let n = 0; ; n++) {
    const id = `${prefix}-${n}`;
    accepted(await bus.publish('task.code_refactor', taskOf(id, { priority: 1 + (n % 4) }), signal));
    say(`published ${id}`);
  }
}
