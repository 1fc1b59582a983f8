import { isCancelled, messageOf } from '../../base/index.ts';
import type { CheckResult } from '../../protocol/index.ts';
import type { Check } from '../checks/check.ts';
import { checks } from '../checks/index.ts';
import type { Phase } from '../phase.ts';

export interface Checked {
  readonly checks: readonly CheckResult[];
}

/** Looks at what everything stands on, and whether Grace crashed again and again: then it is careful from here on. */
export const preflight: Phase<'begin', Checked> = {
  name: 'preflight',
  async run(_begin, { around, fitness, begun, reporter }, signal) {
    const { crashLoop } = begun;
    const results = await Promise.all(checks.map((check) => resultOf(check)));
    reporter.checked(results);
    const failed = results.filter(({ state }) => state === 'fail');
    const storage = failed.find(({ name }) => name === 'storage');
    if (crashLoop !== undefined) fitness.hold(crashLoop);
    else if (storage)
      fitness.hold(`Grace is in safe mode and changes nothing here. ${storage.detail} Then restart Grace.`);
    const detail = crashLoop ?? failed[0]?.detail;
    return { out: { checks: results }, ...(detail === undefined ? {} : { state: 'degraded', detail }) };

    async function resultOf(check: Check): Promise<CheckResult> {
      try {
        return { name: check.name, ...(await check.look(around, signal)) };
      } catch (thrown) {
        if (isCancelled(thrown)) throw thrown;
        return {
          name: check.name,
          state: 'fail',
          detail: `It could not be looked at: ${messageOf(thrown)}.`,
        };
      }
    }
  },
};
