/** Runs one drill and kills itself, `delayMs` after a step of it began. Prints the steps. */
import { homedir, hostname } from 'node:os';
import { openChaos } from '../../../server/src/boot/chaos.ts';
import { chaosCardIds } from '../../../server/src/protocol/index.ts';
import { openLogIn, openRealState } from '../../core/log/real-log.ts';

const [root = '', bundles = '', card = '', seed = '0', atStep = '0', delayMs = '0'] = process.argv.slice(2);
const variables = process.env;
const state = await openRealState(root, variables['XDG_STATE_HOME'] ?? '');
const machine = {
  ...{
    platform: process.platform,
    home: homedir(),
    variables,
    host: hostname(),
    pid: process.pid,
    bootMs: 0,
  },
};
const chaos = openChaos({ root, state, log: openLogIn(state), machine, bundles });
let steps = 0;
await chaos.run(
  { cards: chaosCardIds.filter((id) => id === card), seeds: [Number(seed)] },
  {
    onStep(_card, _seed, step) {
      process.stdout.write(`${step}\n`);
      if (steps === Number(atStep)) setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(delayMs));
      steps += 1;
    },
    onDrilled: ({ verdict }) => void process.stdout.write(`${verdict}\n`),
  },
  new AbortController().signal,
);
