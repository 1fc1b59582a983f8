import { z } from 'zod';
import { defineAction } from './action.ts';
import { nothing } from './inputs.ts';

/** Removes what Grace keeps of the workspace to be quicker. */
export const clearCache = defineAction({
  id: 'clear_cache',
  title: 'Remove the caches',
  input: nothing,
  before: nothing,
  output: () => z.strictObject({ cleared: z.literal(true) }),
  undo: { says: 'What was in the caches is found out again.' },
  look: () =>
    Promise.resolve({ would: 'What Grace keeps of this workspace to be quicker is removed.', before: {} }),
  async run(_deed, { clearCaches }) {
    await clearCaches();
    return { cleared: true as const };
  },
});
