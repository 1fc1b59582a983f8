import { z } from 'zod';
import { refused, type Refusal } from '../../../base/index.ts';
import type { LoadMeans } from './ports.ts';

/** Levels that can be shed, and with it the steps that lead from any to any other. */
const levelsMax = 8;

export const levelSchema = () => z.strictObject({ level: z.int().min(0).max(levelsMax) });

/** Goes to a level one step at a time, as the plane does. */
export async function goToLevel(level: number, load: LoadMeans): Promise<Refusal | undefined> {
  for (let steps = 0; load.level() !== level; steps += 1) {
    if (steps >= levelsMax)
      return refused(`The load did not come to level ${level}: it is at ${load.level()}.`);
    await (load.level() < level ? load.shed() : load.restore());
  }
  return undefined;
}
