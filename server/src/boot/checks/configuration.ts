import { openSettings } from '../../core/settings/index.ts';
import { newId } from '../new-id.ts';
import { ok, warned, type Check } from './check.ts';

/** Whether the files that configure Grace parse and hold what they may. */
export const configuration: Check = {
  name: 'configuration',
  async look({ facts, state, machine, disk, clock }, signal) {
    const settings = await openSettings(
      {
        ...{ root: facts.root, stateFolder: state.folder, machine, disk, clock, ids: newId },
        // The kernel says it.
        warn: () => undefined,
      },
      signal,
    );
    const trouble = settings.trouble();
    if (trouble !== undefined) return warned(trouble);
    const there = settings.files().filter((file) => file.state === 'good');
    return ok(
      there.length === 0
        ? 'There are no configuration files: the defaults hold.'
        : `${there.map(({ file }) => file).join(', ')} ${there.length === 1 ? 'is' : 'are'} sound.`,
    );
  },
};
