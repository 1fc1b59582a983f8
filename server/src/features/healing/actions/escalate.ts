import { z } from 'zod';
import { defineAction } from './action.ts';
import { line, nothing } from './inputs.ts';

/** Tells a person that they are needed. */
export const escalate = defineAction({
  id: 'escalate',
  title: 'Tell a person',
  input: () => z.strictObject({ say: line().describe('What the person should know and do.') }),
  before: nothing,
  output: () => z.strictObject({ told: z.literal(true) }),
  undo: { says: 'What was said cannot be taken back.' },
  look: ({ say }) => Promise.resolve({ would: `A person is told: “${say}”`, before: {} }),
  run: async ({ input: { say }, incident }, ports) =>
    (await ports.escalate({ incident, say })) ?? { told: true as const },
});
