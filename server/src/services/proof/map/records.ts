import { z } from 'zod';
import { sha256 } from '../../../base/index.ts';
import type { PrivateFiles } from '../private-files.ts';

/** What one runner with one set of arguments is known to do, kept on disk beside the sandbox. It may vanish at any time. */
export interface Records {
  /** Test files that passed on a tree which had all of `inputs`, newest first; a few for each. */
  readonly tests: Map<string, readonly (readonly string[])[]>;
  /** The last run of the whole suite: the world it ran in, the test files it has, and those that were there. */
  suite:
    | { readonly world: string; readonly ran: readonly string[]; readonly there: readonly string[] }
    | undefined;
  /** The world in which a test fails only because it is being watched. */
  distrusted: string | undefined;
}

/** Trees a test file is remembered for: with a change that was tried and without it, and some before. */
export const recordsPerTestMax = 3;
/** Test files remembered; those without a record are run. */
const testsMax = 3_000;
/** A file that grows past this is not written: its tests are run. */
const recordsBytesMax = 32 * 1024 * 1024;
const format = 1;

const contentSchema = z.object({
  inputs: z.array(z.string()),
  tests: z.record(z.string(), z.array(z.array(z.number().int().nonnegative())).max(recordsPerTestMax)),
  suite: z.object({ world: z.string(), ran: z.array(z.string()), there: z.array(z.string()) }).nullable(),
  distrusted: z.string().nullable(),
});
const storedSchema = z.object({ format: z.literal(format), checksum: z.string(), content: z.string() });

/** Empty where there is no file, or one that is damaged or of another version. */
export async function readRecords(path: string, files: PrivateFiles): Promise<Records> {
  const empty: Records = { tests: new Map(), suite: undefined, distrusted: undefined };
  const text = await files.read(path);
  if (text === undefined) return empty;
  const stored = storedSchema.safeParse(parse(text));
  if (!stored.success || stored.data.checksum !== sha256(stored.data.content)) return empty;
  const content = contentSchema.safeParse(parse(stored.data.content));
  if (!content.success) return empty;
  const { inputs, tests, suite, distrusted } = content.data;
  const known = new Map<string, readonly (readonly string[])[]>();
  for (const [test, records] of Object.entries(tests)) {
    if (records.some((record) => record.some((index) => index >= inputs.length))) return empty;
    known.set(
      test,
      records.map((record) => record.flatMap((index) => inputs[index] ?? [])),
    );
  }
  return { tests: known, suite: suite ?? undefined, distrusted: distrusted ?? undefined };
}

export async function writeRecords(path: string, records: Records, files: PrivateFiles): Promise<void> {
  const numbers = new Map<string, number>();
  const numberOf = (input: string) => {
    const number = numbers.get(input) ?? numbers.size;
    numbers.set(input, number);
    return number;
  };
  const kept = [...records.tests].slice(-testsMax);
  const tests = Object.fromEntries(
    kept.map(([test, all]) => [test, all.slice(0, recordsPerTestMax).map((one) => one.map(numberOf))]),
  );
  const content = JSON.stringify({
    inputs: [...numbers.keys()],
    tests,
    suite: records.suite ?? null,
    distrusted: records.distrusted ?? null,
  });
  if (content.length > recordsBytesMax) return files.remove(path);
  return files.write(path, JSON.stringify({ format, checksum: sha256(content), content }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off by a crash: what it said is found out again.
    return undefined;
  }
}
