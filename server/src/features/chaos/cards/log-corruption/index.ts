import { join } from 'node:path';
import { defineCard, type Injury } from '../../card.ts';
import type { Levers } from '../../subject.ts';
import { aim, type Aim } from './aim.ts';
import { harms, type Harmed, type HarmName } from './harms.ts';
import { differences, pictureOf } from './picture.ts';

const moments = ['running', 'stopped'] as const;
const files = ['chain', 'blobs'] as const;
const tornBytesMax = 200;

/** A file of the log is damaged, cut off or taken away, while it is used or between two uses. */
export const logCorruption = defineCard({
  id: 'log_corruption',
  hypothesis:
    'A log whose end is torn, or one of whose heads is gone, is mended and loses nothing. One that is damaged in the middle is noticed, while it is used as well: Grace names the record, changes nothing more, keeps and reads what is certain, and is well again once a person did what it says.',
  triggers: ['integrity_violation'],
  about: ['immutable_log'],
  recoveries: ['repair_log', 'restart_kernel', 'enter_safe_mode'],
  detectMsMax: 2_000,
  recoverMsMax: 15_000,
  draw: (random) => ({
    harm: random.pick(Object.keys(harms) as HarmName[]),
    moment: random.pick(moments),
    file: random.pick(files),
    at: random.next(),
    byte: 1 + random.below(255),
    sizeBytes: 1 + random.below(tornBytesMax),
  }),
  prepare: (plan, levers, signal) =>
    Promise.resolve(async () => {
      if (plan.moment === 'running') return strike(plan, levers, signal);
      await levers.stop();
      const injury = await strike(plan, levers, signal);
      const sinceMs = levers.now();
      await levers.start(signal);
      return { ...injury, sinceMs };
    }),
});

interface Plan extends Aim {
  readonly harm: HarmName;
  readonly moment: (typeof moments)[number];
}

async function strike(plan: Plan, levers: Levers, signal: AbortSignal): Promise<Injury> {
  const { disk, stateFolder } = levers;
  const folder = join(stateFolder, 'log');
  const target = await aim(plan, folder, levers, signal);
  const before = await pictureOf(folder, disk);
  const { what, damagedAt }: Harmed = await harms[plan.harm](target, disk);
  const harmed = await pictureOf(folder, disk);
  const changed = differences(before, harmed, 'exact');
  const injury = {
    what: `${what} (${plan.moment})`,
    landed: () => Promise.resolve(changed.length > 0),
    // As long as any of it is as it was left, it is not healed.
    isHealed: async () => stillHarmed(before, harmed, await pictureOf(folder, disk)).length === 0,
  };
  if (damagedAt === undefined) return injury;
  const aside = `${folder}.aside`;
  return {
    ...injury,
    harmsFromSeq: damagedAt,
    held: {
      says: new RegExp(`damaged at record ${damagedAt}:`, 'u'),
      // Until it is noticed, what is recorded goes to the end; nothing that lies there is touched.
      worse: async () =>
        differences(harmed, await pictureOf(folder, disk), plan.moment === 'running' ? 'grown' : 'exact'),
      async mend(until) {
        await levers.stop();
        await disk.rename(folder, aside);
        await levers.start(until);
      },
    },
  };
}

/** Files that are no more as they were, and exactly as the harm left them. */
function stillHarmed(
  before: ReadonlyMap<string, Buffer>,
  harmed: ReadonlyMap<string, Buffer>,
  now: ReadonlyMap<string, Buffer>,
): readonly string[] {
  return [...new Set([...before.keys(), ...harmed.keys()])].filter((name) => {
    const [was, left, is] = [before.get(name), harmed.get(name), now.get(name)];
    const isTouched = was === undefined || left === undefined || !was.equals(left);
    if (!isTouched) return false;
    if (left === undefined) return is === undefined;
    return is?.subarray(0, left.length).equals(left) === true;
  });
}
