import { afterAll, expect, test } from 'vitest';
import { chaosCardIds } from '../../../server/src/protocol/index.ts';
import { RealDrills } from './real-drills.ts';

const drills = new RealDrills();
afterAll(() => drills[Symbol.dispose]());

/** Of twenty that `npm run bench -- chaos` goes through; together these strike both kinds of processes, and a log both ways. */
const seeds = { kernel_kill: [3], heartbeat_stall: [2], log_corruption: [1, 3], store_loss: [1] };

test.each(chaosCardIds.flatMap((card) => seeds[card].map((seed) => [card, seed] as const)))(
  'a real server is drilled with %s, seed %i, and passes every gate',
  async (card, seed) => {
    const { verdict, gates, reason } = await drills.drill(card, seed);
    const failed = Object.values(gates).filter(({ status }) => status !== 'pass');
    expect({ verdict, reason, failed }).toEqual({ verdict: 'passed', reason: undefined, failed: [] });
    expect(drills.residue()).toEqual([]);
  },
);
