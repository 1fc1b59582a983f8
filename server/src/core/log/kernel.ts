import { dirname, join } from 'node:path';
import {
  codeOf,
  Emitter,
  isCancelled,
  isRefusal,
  reasonOf,
  refused,
  type Refusal,
} from '../../base/index.ts';
import { defineKernel } from '../kernel/index.ts';
import type { Log } from './log.ts';
import { Lookout } from './lookout.ts';
import { openLog, type LogOptions } from './open.ts';

/** `immutable_log`: it runs once it can be read to its end, and is ready when this disk keeps what a log gives it. */
export const logKernel = defineKernel({
  id: 'immutable_log',
  dependsOn: [],
  async start(options: LogOptions, lifetime) {
    const log = openLog(options);
    lifetime.own('log', { dispose: () => log.close() });
    const { damage } = await log.catchUp();
    if (damage !== undefined) return refused(damage);
    const exit = new Emitter<string>();
    void lifetime.run('audit', (signal) => watchFiles(log, options, exit, signal));
    return {
      service: log,
      onExit: exit.event,
      async isReady(signal) {
        const condition = await log.catchUp();
        if (condition.damage !== undefined) return refused(condition.damage);
        return keepsRecords(options, signal);
      },
      async beat() {
        // Goes behind whatever the log is at: one that hangs on its disk does not answer.
        await log.settled();
        return log.activity();
      },
    };
  },
});

/** Ends when the log is damaged: from then on nothing may rely on it. */
async function watchFiles(
  log: Log,
  { folder, clock, watch, note = () => undefined }: LogOptions,
  exit: Emitter<string>,
  signal: AbortSignal,
): Promise<void> {
  const lookout = new Lookout({ folder, clock, watch });
  let touched: ReadonlySet<number> | undefined;
  let trouble = '';
  try {
    while (!signal.aborted) {
      try {
        const { damage } = await log.audit(signal, touched);
        if (damage !== undefined) {
          exit.fire(damage);
          return;
        }
      } catch (thrown) {
        if (isCancelled(thrown)) return;
        // A disk that cannot be read now may be later; who appends is told so.
        const said = `The log could not be looked at: ${reasonOf(thrown)}.`;
        if (said !== trouble) note(said);
        trouble = said;
      }
      touched = await lookout.wait(signal);
    }
  } catch (thrown) {
    if (!isCancelled(thrown)) throw thrown;
  } finally {
    lookout.dispose();
  }
}

const probePrefix = 'log-probe-';
const probeIdBytes = 8;
/** A probe that is older was left behind by a process that ended in the middle of it. */
const probeAgeMaxMs = 60 * 60 * 1_000;

/** Appends to a log of its own on the same disk, reads it back and checks it. */
async function keepsRecords(options: LogOptions, signal: AbortSignal): Promise<'ready' | Refusal> {
  const { disk, clock, randomBytes } = options;
  const place = dirname(options.folder);
  await removeOldProbes(place, options);
  const folder = join(place, probePrefix + Buffer.from(randomBytes(probeIdBytes)).toString('hex'));
  const log = openLog({ folder, disk, clock, randomBytes });
  try {
    const answer = await log.append('log.erased', { seq: 1, reason: 'a probe' });
    if (isRefusal(answer)) return answer;
    const again = openLog({ folder, disk, clock, randomBytes });
    const verification = await again.verify(signal);
    if (isRefusal(verification)) return verification;
    if (verification.damage) return refused(verification.damage.message);
    if (verification.lastSeq !== answer.seq)
      return refused(`What was written to ${place} is not there when it is read again: check the disk.`);
    return 'ready';
  } finally {
    await log.close();
    await disk.removeTree(folder);
  }
}

async function removeOldProbes(place: string, { disk, clock }: LogOptions): Promise<void> {
  try {
    for (const { name, kind } of await disk.list(place)) {
      if (kind !== 'folder' || !name.startsWith(probePrefix)) continue;
      const stat = await disk.stat(join(place, name));
      if (stat && stat.modifiedMs < clock.now() - probeAgeMaxMs) await disk.removeTree(join(place, name));
    }
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown;
  }
}
