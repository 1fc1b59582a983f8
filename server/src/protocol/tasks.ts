import { z } from 'zod';

const targetsMax = 1_000;
const wordsMax = 4_000;

/** What a person asks for: the contract of `task.code_refactor`. */
export const codeRefactorSchema = z.strictObject({
  intent: z.string().regex(/^[a-z][a-z0-9_]*$/u, 'is the id of an intent, such as improve_logging'),
  /** `PATH[:LINE[:COL[-LINE:COL]]]`; paths are relative to the workspace, `.` is all of it. */
  targets: z.array(z.string().min(1).max(wordsMax)).min(1).max(targetsMax),
  /** Why, for whoever reads it later. */
  description: z.string().max(wordsMax).default(''),
  /** Gates that have to run and pass, beyond what the verdict asks for. */
  acceptance: z
    .strictObject({
      types: z.boolean().optional(),
      lint: z.boolean().optional(),
      tests: z.boolean().optional(),
    })
    .default({}),
  /** 10 goes first. */
  priority: z.number().int().min(1).max(10).default(5),
  /** Apply what is proven; else it is only proposed. */
  autoMerge: z.boolean().default(false),
});

/** The same with its name. Published twice under one name, it is one task. */
export const refactorTaskSchema = codeRefactorSchema.extend({ id: z.string().min(1).max(200) });
export type RefactorTask = z.infer<typeof refactorTaskSchema>;

/** A task as a person writes it down: without an id it is a new one each time. */
export const writtenTaskSchema = codeRefactorSchema.extend({
  task: z.literal('code_refactor').optional(),
  id: refactorTaskSchema.shape.id.optional(),
});

export const taskProgressSchema = z.object({
  task: z.string(),
  step: z.enum(['started', 'finding', 'proving', 'applied']),
  message: z.string(),
  /** Of `applied`. */
  restorePoint: z.string().optional(),
});

export const taskDoneSchema = z.object({
  task: z.string(),
  /**
   * `applied`: what was proven is in place. `proposed`: something good was found, and nothing was to be applied. `nothing`:
   * there was nothing to do. `failed`: nothing of what was found holds. `refused`: it could not be tried.
   */
  outcome: z.enum(['applied', 'proposed', 'nothing', 'failed', 'refused']),
  summary: z.string(),
  /** Places by how they ended. */
  places: z.object({
    applied: z.number().int(),
    proven: z.number().int(),
    checked: z.number().int(),
    failed: z.number().int(),
    refused: z.number().int(),
  }),
  /** In the order they were made: the last is the first to be taken back. */
  restorePoints: z.array(z.string()),
  ms: z.number().nonnegative(),
});

/** The answer of `grace task emit`. */
export const taskEmitSchema = taskDoneSchema.extend({
  /** It had been asked for before under its id: this is what became of it. */
  repeated: z.boolean(),
});
export type TaskEmitJson = z.infer<typeof taskEmitSchema>;
