import { z } from 'zod';

const position = z.object({
  /** 1-based. */
  line: z.number().int().positive(),
  /** 1-based, in UTF-16 units; absent where the tool prints none. */
  column: z.number().int().positive().optional(),
});

/** One line of the answer of `grace recognize`: an error that was found, or with `--per-line` a line of the input. */
export const recognizeSchema = z.object({
  /** 1-based line of the input where it begins. */
  line: z.number().int().positive(),
  /** The last line of the input that belongs to it; absent where no error begins. */
  lastLine: z.number().int().positive().optional(),
  /** The same for the same failure on any machine and day. Begins with the version of the rules. */
  signature: z.string(),
  /** The same for every failure of that kind; absent for lines that no parser knows. */
  looseSignature: z.string().optional(),
  /** The message with placeholders for what varies. */
  template: z.string(),
  /**
   * Of a pipe with `--per-line`: signatures whose templates were found to be the same with this line. What went by
   * `from` goes by `to` from here on, which may become an alias itself; with the last line all are told.
   */
  aliases: z.array(z.object({ from: z.string(), to: z.string() })).optional(),
  /** With `--explain`: the words of the template that are variables because of other lines, and why. */
  variables: z
    .array(
      z.object({
        /** Which word of the template, from 1 on. */
        word: z.number().int().positive(),
        /** As a phrase that follows “because”. */
        because: z.string(),
        /** Some of what stood there. */
        examples: z.array(z.string()),
      }),
    )
    .optional(),
  tool: z.string().optional(),
  severity: z.enum(['error', 'warning']).optional(),
  /** `TS2304`, `no-unused-vars`, `ERESOLVE`; of an exception its code, else its class. */
  code: z.string().optional(),
  message: z.string().optional(),
  details: z.array(z.string()).optional(),
  /** Relative to the workspace where it lies inside, with `/`; else as it was printed. */
  file: z.string().optional(),
  position: position.optional(),
  /** Name of the test that failed. */
  test: z.string().optional(),
  /** Innermost first. */
  frames: z
    .array(
      z.object({
        call: z.string().optional(),
        file: z.string(),
        position: position.optional(),
      }),
    )
    .optional(),
  causes: z.array(z.object({ name: z.string(), message: z.string() })).optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
});
export type RecognizeJson = z.infer<typeof recognizeSchema>;
