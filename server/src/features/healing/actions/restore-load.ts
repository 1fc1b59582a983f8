import { defineAction } from './action.ts';
import { nothing } from './inputs.ts';
import { goToLevel, levelSchema } from './load.ts';

/** Resumes one level of what was paused. */
export const restoreLoad = defineAction({
  id: 'restore_load',
  title: 'Resume what was paused',
  input: nothing,
  before: levelSchema,
  output: levelSchema,
  undo: {
    says: 'The load goes back to the level it was at.',
    run: ({ before }, { load }) => goToLevel(before.level, load),
  },
  look: (_input, { load }) =>
    Promise.resolve({ would: 'One level of what was paused is resumed.', before: { level: load.level() } }),
  run: async (_deed, { load }) => ({ level: await load.restore() }),
});
