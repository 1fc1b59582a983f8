import { z } from 'zod';
import { isRefusal, refused } from '../../../base/index.ts';
import { defineAction } from './action.ts';
import { nothing, stateName } from './inputs.ts';

/** Throws the database away and builds it anew from the log. */
export const rebuildStore = defineAction({
  id: 'rebuild_store',
  title: 'Build the database anew from the log',
  input: nothing,
  before: () => z.strictObject({ state: stateName() }),
  output: () => z.strictObject({ state: stateName() }),
  undo: { says: 'Nothing is lost that the log does not have: the database follows from it.' },
  look: (_input, { kernels }) =>
    Promise.resolve({
      would: 'The database is removed and built anew from the log.',
      before: { state: kernels.state('store').name },
    }),
  async run(_deed, { kernels, removeDatabase }, signal) {
    const stopped = await kernels.stop('store');
    if (isRefusal(stopped)) return stopped;
    try {
      await removeDatabase();
    } finally {
      // Whatever became of the file: what stands on the store must not stay down for it.
      await kernels.start('store', signal);
    }
    const { name } = kernels.state('store');
    if (name !== 'ready') return refused(`The store did not come back with a new database: it is ${name}.`);
    return { state: name };
  },
});
