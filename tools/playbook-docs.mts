/** What `npm run gen` makes of the playbooks: the schema for the completion of the editor, and a page of the catalogue. */
import { join } from 'node:path';
import { z } from 'zod';
import { systemDisk } from '../server/src/adapters/index.ts';
import { actions } from '../server/src/features/healing/actions/registry.ts';
import { notUsed, openShelf } from '../server/src/features/healing/index.ts';
import { incidentFacts, playbookFileSchema, reachOf, triggers } from '../server/src/protocol/index.ts';
import { repository } from './run.mts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly [keyword: string]: unknown;
}

/** The format of a file, in which what a step is given follows from its action. */
export function playbookSchema(): unknown {
  const file = toJson(playbookFileSchema(), 'ref');
  const playbooks = file.properties?.['playbooks'];
  const playbook = playbooks?.items;
  const steps = playbook?.properties?.['steps'];
  const allOf = Object.values(actions).map(({ id, title, input }) => ({
    if: { properties: { action: { const: id } }, required: ['action'] },
    then: { properties: { with: { description: `${title}.`, ...orFacts(toJson(input(), 'inline')) } } },
  }));
  return {
    ...file,
    properties: {
      ...file.properties,
      playbooks: {
        ...playbooks,
        items: {
          ...playbook,
          properties: { ...playbook?.properties, steps: { ...steps, items: { ...steps?.items, allOf } } },
        },
      },
    },
  };
}

/** What is put into another schema names nothing by `$ref`: names begin at the top of the whole. */
function toJson(schema: z.ZodType, reused: 'ref' | 'inline'): Schema {
  const made = z.toJSONSchema(schema, { target: 'draft-07', io: 'input', reused });
  return Object.fromEntries(Object.entries(made).filter(([keyword]) => keyword !== '$schema'));
}

/** Each value may also be a fact of the incident. */
function orFacts(schema: Schema): Schema {
  const facts = Object.keys(incidentFacts).map((fact) => `$${fact}`);
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { description, ...value } = property;
    const described = description === undefined ? {} : { description };
    return [name, { ...described, anyOf: [value, { enum: facts }] }] as const;
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** The page of the catalogue. */
export async function playbookPage(): Promise<string> {
  const shelf = openShelf({
    disk: systemDisk,
    bundled: join(repository, 'playbooks'),
    root: repository,
    trusted: () => false,
  });
  const playbooks = await shelf.playbooks();
  const sections = playbooks.map(
    ({ id, title, why, trigger, steps, risk, undo, attempts, waitsFor, escalation }) =>
      [
        `### \`${id}\``,
        '',
        `${title}. ${why}`,
        '',
        `- noticed by \`${trigger}\`: ${triggers[trigger]}`,
        `- does: ${steps.map(({ action }) => `\`${action}\``).join(', then ')}; ${risk} risk, at most ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${undo === 'reverse' ? 'taken back in reverse where it does not help' : 'what was done stays'}`,
        `- where it does not help: ${escalation}`,
        ...(waitsFor.length > 0 ? [`- **not used yet.** ${waitsFor.join(' ')}`] : []),
        '',
      ].join('\n'),
  );
  const rows = Object.values(actions).map(
    ({ id, title, undoSays, waitsFor }) =>
      `| \`${id}\` | ${title} | ${reachOf(id) === 'grace' ? 'Grace itself' : 'the workspace'} | ${undoSays} | ${waitsFor === undefined ? '' : `waits for ${waitsFor}`} |`,
  );
  return [
    '# Playbooks',
    '',
    'What Grace repairs, by what notices it. A team adds its own in `.grace/playbooks/*.yaml`, by [this schema](schemas/playbooks.json): they come after these, reach the workspace only, and are used where it is trusted.',
    '',
    `**${notUsed}**`,
    '',
    '## Those that ship',
    '',
    ...sections,
    '## Actions',
    '',
    '| action | what it does | reaches | how it is taken back | |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
