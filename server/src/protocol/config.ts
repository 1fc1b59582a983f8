import { z } from 'zod';
import { intentIds, workspaceActionIds } from './names.ts';

/**
 * What may be allowed less or more, each from the strictest to the loosest. Where several files speak, the strictest word
 * holds.
 */
export const ruleScales = {
  edits: ['never', 'propose'],
  tools: ['never', 'ask'],
  automatic: ['nothing', 'low', 'medium', 'high'],
  proof: ['before', 'after', 'off'],
} as const;
export type Scale = keyof typeof ruleScales;
export type Level<S extends Scale> = (typeof ruleScales)[S][number];

/** Bounds of a configuration file that its schema tells. */
const patternLengthMax = 256;
const patternsMax = 256;
const namesMax = 64;
const argumentsMax = 64;
const argumentLengthMax = 1_024;

const pattern = z
  .string()
  .min(1)
  .max(patternLengthMax)
  // A pattern that means something else elsewhere would forbid less than its author thinks.
  .regex(
    /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\p{Cc}\\{}!]+$/u,
    'It takes a path below the workspace, with `/` and without `..`, `{…}`, `!` or backslashes.',
  )
  .describe(
    'A path below the workspace, with `/`. `*` and `?` stand for characters of one name, `**` for any folders; brackets stand for themselves. A folder stands for everything in it.',
  );

const access = z.strictObject({
  edits: z
    .enum(ruleScales.edits)
    .optional()
    .describe(
      '`never`: Grace writes no file here. `propose` (default): it proposes, and writes what is accepted.',
    ),
  tools: z
    .enum(ruleScales.tools)
    .optional()
    .describe(
      '`never`: no command of the workspace runs, so no verdict is better than checked. `ask` (default): those that a person approved.',
    ),
  automatic: z
    .enum(ruleScales.automatic)
    .optional()
    .describe(
      'The highest risk of an edit of your code that applies itself. `nothing` (default): each is asked for.',
    ),
  protect: z
    .array(pattern)
    .max(patternsMax)
    .optional()
    .describe('Files and folders that Grace never writes.'),
  never: z
    .strictObject({
      intents: z
        .array(z.enum(intentIds))
        .max(intentIds.length)
        .optional()
        .describe('Refactors that are not offered.'),
      actions: z
        .array(z.enum(workspaceActionIds))
        .max(workspaceActionIds.length)
        .optional()
        .describe('Actions that no repair may use.'),
    })
    .optional()
    .describe('What Grace does not do here.'),
});

const refactor = z.strictObject({
  proof: z
    .enum(ruleScales.proof)
    .optional()
    .describe(
      'When an edit of one file is proven, at the latest: `before` it is shown, `after` it is applied, or on request (`off`).',
    ),
});

const secretName = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9_]{0,63}$/,
    'It takes a name in capitals, such as `OPENAI_API_KEY`, and never a value.',
  )
  .describe('A name such as `OPENAI_API_KEY`; the value never stands in a file.');

const secrets = z.strictObject({
  required: z
    .array(secretName)
    .max(namesMax)
    .optional()
    .describe('Secrets that Grace needs to work here, by name.'),
});

const argv = z
  .array(
    z
      .string()
      .min(1)
      .max(argumentLengthMax)
      .regex(/^\P{Cc}+$/u, 'It takes words without control characters.'),
  )
  .min(1)
  .max(argumentsMax)
  .describe('The program and its arguments, exactly. It runs only after a person approved these very words.');

const folder = z
  .string()
  .max(patternLengthMax)
  .regex(
    /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\p{Cc}\\:]*$/u,
    'It takes a folder below the workspace, with `/` and without `..`.',
  )
  .describe('The folder it runs in, relative to the workspace.');

const entryName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'It takes a name of letters, digits, `-` and `_`.');

/** How long a service may take to be ready where its file says nothing. */
const readySecondsUsual = 60;
const readySecondsMax = 3_600;
const portMax = 65_535;

const probe = z
  .strictObject({
    url: z
      .string()
      .max(argumentLengthMax)
      .regex(
        /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?:\/[^\s\p{Cc}]*)?$/u,
        'It takes an address on this machine, such as `http://localhost:3000/health`.',
      )
      .optional()
      .describe('An address on this machine that answers when the service is ready.'),
    status: z
      .int()
      .min(100)
      .max(599)
      .optional()
      .describe('The status that the address answers with (default: any of 2xx).'),
    port: z
      .int()
      .min(1)
      .max(portMax)
      .optional()
      .describe('A port of this machine that takes connections when the service is ready.'),
    line: z
      .string()
      .min(1)
      .max(argumentLengthMax)
      .optional()
      .describe('Text in a line that the service prints when it is ready.'),
    seconds: z
      .int()
      .min(1)
      .max(readySecondsMax)
      .optional()
      .describe(`How long it may take to be ready (default: ${readySecondsUsual}).`),
  })
  .refine(
    ({ url, port, line }) => [url, port, line].filter((way) => way !== undefined).length === 1,
    'It takes one of `url`, `port` and `line`.',
  )
  .refine(({ url, status }) => status === undefined || url !== undefined, 'Only an `url` has a `status`.');

/** When a service that ended is started again. */
export const restartPolicies = ['never', 'on_failure', 'always'] as const;
export type RestartPolicy = (typeof restartPolicies)[number];

const service = z.strictObject({
  command: argv,
  cwd: folder.optional(),
  probe: probe
    .optional()
    .describe('How Grace sees that it is ready: by `url`, `port` or `line` (default: it runs for a second).'),
  restart: z
    .enum(restartPolicies)
    .optional()
    .describe(
      'When it is started again: `never`, when it ended with an error (`on_failure`, default), or `always`.',
    ),
});

const tool = z.strictObject({ command: argv, cwd: folder.optional() });

const version = z.literal(1).optional().describe('The version of this format.');

/** What a person or a machine may say for every workspace. */
export const personalConfigSchema = z.strictObject({
  version,
  access: access
    .optional()
    .describe('What Grace may do. Where several files speak, the strictest word holds.'),
  refactor: refactor.optional(),
});

/** `.grace/config.yaml`: what a team shares. It can forbid and name, never allow: nothing in it runs by itself. */
export const workspaceConfigSchema = z.strictObject({
  version,
  access: access
    .optional()
    .describe('What Grace may do here. It can only be less than what each person allows.'),
  refactor: refactor.optional(),
  secrets: secrets.optional(),
  services: z
    .record(entryName, service)
    .optional()
    .describe(
      'Programs such as development servers that Grace runs and watches (`grace services run`), by name.',
    ),
  tools: z.record(entryName, tool).optional().describe('Commands that repairs may use, by name.'),
});

export type PersonalConfig = z.infer<typeof personalConfigSchema>;
export type WorkspaceConfig = z.infer<typeof workspaceConfigSchema>;

/** Something in a configuration file, with its place: 1-based, columns in UTF-16 units. */
export const configProblemSchema = z.object({
  file: z.string(),
  line: z.number().int().positive(),
  column: z.number().int().positive(),
  /** One sentence each: what is there, why it does not do, what to do. */
  what: z.string(),
  why: z.string(),
  advice: z.string(),
});
export type ConfigProblem = z.infer<typeof configProblemSchema>;

/** How a configuration file is. `last_good`: it is broken, and what it said before holds. */
export const configFileStates = ['absent', 'good', 'last_good', 'broken'] as const;
export type ConfigFileState = (typeof configFileStates)[number];

export const configCheckSchema = z.object({
  files: z.array(
    z.object({
      source: z.enum(['machine', 'user', 'workspace']),
      file: z.string(),
      state: z.enum(configFileStates),
      problems: z.array(configProblemSchema),
    }),
  ),
  /** What holds, with where it comes from; absent where nobody says anything. */
  inForce: z.object({
    edits: z.enum(ruleScales.edits),
    tools: z.enum(ruleScales.tools),
    automatic: z.enum(ruleScales.automatic),
    proof: z.enum(ruleScales.proof),
    protect: z.array(z.object({ pattern: z.string(), from: z.string() })),
    neverIntents: z.array(z.object({ name: z.string(), from: z.string() })),
    neverActions: z.array(z.object({ name: z.string(), from: z.string() })),
  }),
});
export type ConfigCheckJson = z.infer<typeof configCheckSchema>;
