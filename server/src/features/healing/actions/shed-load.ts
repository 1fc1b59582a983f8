import { defineAction } from './action.ts';
import { nothing } from './inputs.ts';
import { goToLevel, levelSchema } from './load.ts';

/** Pauses one level more: first what only observes, then what learns, never log or restore. */
export const shedLoad = defineAction({
  id: 'shed_load',
  title: 'Pause what can wait',
  input: nothing,
  before: levelSchema,
  output: levelSchema,
  undo: {
    says: 'The load goes back to the level it was at.',
    run: ({ before }, { load }) => goToLevel(before.level, load),
  },
  look: (_input, { load }) =>
    Promise.resolve({ would: 'One level more of what can wait is paused.', before: { level: load.level() } }),
  run: async (_deed, { load }) => ({ level: await load.shed() }),
});
