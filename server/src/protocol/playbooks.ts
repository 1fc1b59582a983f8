import { z } from 'zod';
import { configProblemSchema } from './config.ts';
import { incidentFactNames, incidentFacts } from './incident-facts.ts';
import { actionIds } from './names.ts';
import { triggerIds } from './triggers.ts';

/** What a playbook may ask of the world before it begins. */
export const worldFacts = {
  trusted: 'The workspace is trusted.',
  mid_merge: 'Git is in the middle of a merge, a rebase or the like.',
  typing: 'The person is typing just now.',
  safe_mode: 'Grace changes nothing.',
  recording: 'The log takes records.',
} as const;

export type WorldFact = keyof typeof worldFacts;

/** What a playbook waits for until Grace has it. Until then it is never used. */
export const waitables = {
  fix_sources: 'the sources of fixes for the code of a workspace',
  port_inspection: 'telling who holds a port',
  model_port: 'the language model',
  telemetry_schemas: 'the schemas of metrics',
  access_triggers: 'the trigger that sees a rule broken',
  bus_replay: 'delivering again what is missing of the bus',
  prediction: 'the score of likely failures',
  dependency_triggers: 'the triggers that see packages missing or at odds',
} as const;
export type Waitable = keyof typeof waitables;

export const risks = ['low', 'medium', 'high'] as const;

const bounds = {
  playbooksMax: 40,
  stepsMax: 12,
  attemptsMax: 5,
  textLengthMax: 200,
  longTextLengthMax: 600,
  listedMax: 20,
  keyedByMax: 3,
} as const;

const sentence = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .max(charactersMax)
    .regex(/^\P{Cc}+$/u, 'It takes one line of text without control characters.');

const name = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*$/u, 'It takes a name of small letters, digits and `_`.');

/** `500ms`, `30s`, `10min`, `1h`. */
const duration = z
  .string()
  .regex(
    /^[1-9]\d{0,3}(?:ms|s|min|h)$/u,
    'It takes a time such as `500ms`, `30s`, `10min` or `1h`, in quotes or not.',
  );

const word = sentence(bounds.textLengthMax);

const textTest = z
  .strictObject({
    is: word.optional().describe('It is exactly this.'),
    not: word.optional().describe('It is there, and is not this.'),
    any_of: z.array(word).min(1).max(bounds.listedMax).optional().describe('It is one of these.'),
    none_of: z
      .array(word)
      .min(1)
      .max(bounds.listedMax)
      .optional()
      .describe('It is there, and none of these.'),
    like: word.optional().describe('It is like this: `*` stands for any characters, `?` for one.'),
    present: z.boolean().optional().describe('Whether anything is known of it.'),
  })
  .describe('All of this has to hold.');
export type TextTest = z.infer<typeof textTest>;

const yesNo = z.boolean();

function tests<Name extends string, Test extends z.ZodType>(
  facts: Readonly<Record<Name, string>>,
  test: Test,
): z.ZodObject<{ [Key in Name]: z.ZodOptional<Test> }, z.core.$strict> {
  const shape = Object.entries<string>(facts).map(
    ([fact, says]) => [fact, test.optional().describe(says)] as const,
  );
  return z.strictObject(Object.fromEntries(shape) as { [Key in Name]: z.ZodOptional<Test> });
}

function makeFileSchema() {
  const step = z.strictObject({
    action: z.enum(actionIds).describe('What is done.'),
    // Read by the schema of the action, which knows what it takes.
    with: z
      .unknown()
      .optional()
      .describe('What the action is given. `$kernel` stands for the `kernel` of the incident, and so on.'),
    when: z
      .strictObject({
        before: z
          .enum(['done', 'failed', 'skipped'])
          .optional()
          .describe('How the step before this one ended.'),
        attempt_at_least: z
          .int()
          .min(1)
          .max(bounds.attemptsMax)
          .optional()
          .describe('Only from this attempt on: the first is 1.'),
        incident: tests(incidentFacts, textTest).optional().describe('What has to hold of the incident.'),
      })
      .optional()
      .describe('The step is left out where this does not hold.'),
    timeout: duration.optional().describe('How long it may take (default: what is left of the whole).'),
    on_failure: z
      .enum(['stop', 'continue'])
      .optional()
      .describe('What follows where it fails: the attempt has failed (default), or the next step.'),
  });
  const playbook = z.strictObject({
    id: name.describe('Its name.'),
    title: sentence(bounds.textLengthMax).describe('What it does, in a few words.'),
    why: sentence(bounds.longTextLengthMax).describe('When it helps and why, for who reads the catalogue.'),
    trigger: z.enum(triggerIds).describe('What notices the incident.'),
    match: tests(incidentFacts, textTest).optional().describe('What has to hold of the incident.'),
    preconditions: tests(worldFacts, yesNo).optional().describe('What has to hold of the world.'),
    steps: z.array(step).min(1).max(bounds.stepsMax).describe('What is done, in this order.'),
    completion: z
      .strictObject({
        symptom_gone_within: duration.describe('The trigger looks again until then.'),
        holds_for: duration.optional().describe('For so long it has to stay gone.'),
      })
      .describe('It has helped only where the symptom is gone, whatever the steps said.'),
    undo: z
      .enum(['reverse', 'keep'])
      .describe('Where it fails, what was done is taken back in reverse, or stays.'),
    timeout: duration.describe('How long one attempt may take, with looking again.'),
    attempts: z.int().min(1).max(bounds.attemptsMax).describe('How often it is tried for one incident.'),
    cooldown: duration.describe('How long it is left alone after an attempt.'),
    concurrency: z
      .strictObject({
        key: name.describe('Of all attempts with the same key, one runs at a time.'),
        by: z
          .array(z.enum(incidentFactNames))
          .max(bounds.keyedByMax)
          .optional()
          .describe('One at a time for each value of these.'),
      })
      .describe('What does not run at the same time.'),
    risk: z.enum(risks).describe('How much may go wrong.'),
    group: name.optional().describe('Playbooks of one group are alternatives of each other.'),
    escalation: sentence(bounds.textLengthMax).describe('What a person is told where it did not help.'),
    waits_for: z
      .array(z.enum(Object.keys(waitables) as Waitable[]))
      .max(bounds.listedMax)
      .optional()
      .describe('What Grace does not have yet. Until then the playbook is never used.'),
  });
  return z.strictObject({
    version: z.literal(1).describe('The version of this format.'),
    playbooks: z.array(playbook).min(1).max(bounds.playbooksMax),
  });
}

export type PlaybookFile = z.infer<ReturnType<typeof makeFileSchema>>;
export type WrittenPlaybook = PlaybookFile['playbooks'][number];
export type WrittenStep = WrittenPlaybook['steps'][number];
export type StepTest = NonNullable<WrittenStep['when']>;

let made: ReturnType<typeof makeFileSchema> | undefined;

/** The format of a file of playbooks. Made when it is first asked for: most of the time nobody reads one. */
export function playbookFileSchema(): ReturnType<typeof makeFileSchema> {
  return (made ??= makeFileSchema());
}

/** `8s` in milliseconds. */
export function durationMs(written: string): number {
  const found = /^(\d+)(ms|s|min|h)$/u.exec(written);
  const unit = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 }[found?.[2] ?? ''];
  return unit === undefined ? 0 : Number(found?.[1]) * unit;
}

/** Where a playbook comes from: it ships with Grace, or a team wrote it. */
export const playbookOrigins = ['bundled', 'workspace'] as const;

const listedPlaybook = z.object({
  id: z.string(),
  title: z.string(),
  trigger: z.enum(triggerIds),
  risk: z.enum(risks),
  origin: z.enum(playbookOrigins),
  file: z.string(),
  actions: z.array(z.enum(actionIds)),
  attempts: z.number().int(),
  group: z.string().optional(),
  /** `waiting`: it is right, and is not used before Grace has what it waits for. */
  state: z.enum(['ready', 'waiting']),
  /** A sentence each. */
  waitsFor: z.array(z.string()),
});

/** The answer of `grace playbooks list`. */
export function playbooksListSchema() {
  return z.object({
    playbooks: z.array(listedPlaybook),
    /** Files that are not used, as something is wrong with them: `grace playbooks check` says what. */
    broken: z.array(z.string()),
    /** Why none of them is used by now, whatever it is ready for, as a sentence. */
    notUsed: z.string().optional(),
    /** Why the workspace's own are not read, as a sentence. */
    notRead: z.string().optional(),
  });
}
export type PlaybooksListJson = z.infer<ReturnType<typeof playbooksListSchema>>;
export type ListedPlaybook = PlaybooksListJson['playbooks'][number];

/** The answer of `grace playbooks check`. */
export function playbooksCheckSchema() {
  return z.object({
    files: z.array(
      z.object({
        file: z.string(),
        state: z.enum(['good', 'broken', 'absent']),
        playbooks: z.array(z.string()),
        problems: z.array(configProblemSchema),
      }),
    ),
  });
}
export type PlaybooksCheckJson = z.infer<ReturnType<typeof playbooksCheckSchema>>;
