import { z } from 'zod';
import { isRefusal, refused } from '../../../base/index.ts';
import { defineAction } from './action.ts';
import { entryName, line, nothing } from './inputs.ts';

const keysMax = 20;
const isGood = (status: number, wanted: number | undefined) =>
  wanted === undefined ? status >= 200 && status < 300 : status === wanted;

/** Asks a watched service whether it is ready, and holds its answer against what is expected. */
export const probeEndpoint = defineAction({
  id: 'probe_endpoint',
  title: 'Ask a watched service whether it answers',
  input: () =>
    z.strictObject({
      service: entryName().describe('A name of `services:` in `.grace/config.yaml`.'),
      json_has: z
        .array(line())
        .min(1)
        .max(keysMax)
        .optional()
        .describe('Names that the answer, a JSON object, has to hold.'),
    }),
  before: nothing,
  output: () => z.strictObject({ status: z.int(), ms: z.number().min(0) }),
  undo: { says: 'A question changes nothing.' },
  look({ service }, { services }) {
    const probe = services.probeOf(service);
    if (!probe)
      return Promise.resolve(
        refused(`\`${service}\` says nowhere how it is asked: give it a \`probe\` in .grace/config.yaml.`),
      );
    return Promise.resolve({ would: `${probe.url} is asked.`, before: {} });
  },
  async run({ input: { service, json_has: names } }, { services }, signal) {
    const probe = services.probeOf(service);
    if (!probe) return refused(`\`${service}\` does not say any more how it is asked.`);
    const answer = await services.get(probe.url, signal);
    if (isRefusal(answer)) return answer;
    const { status, body, ms } = answer;
    if (!isGood(status, probe.status)) return refused(`\`${service}\` answers with status ${status}.`);
    const missing = names?.find((name) => !namesOf(body).includes(name));
    if (missing !== undefined) return refused(`The answer of \`${service}\` has no \`${missing}\`.`);
    return { status, ms };
  },
});

function namesOf(body: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? Object.keys(parsed) : [];
  } catch {
    return [];
  }
}
