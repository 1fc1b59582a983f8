import type { z } from 'zod';
import { limits } from './limits.ts';
import { start, type Problem } from './place.ts';
import { readYaml, shown, type ReadYaml } from './read-yaml.ts';

/** A configuration that is right, with where each of its values stands. */
export interface ReadConfig<Config> {
  readonly config: Config;
  /** The place of a value, or of the nearest thing around it that is there; `key` asks for the name instead. */
  readonly placeOf: ReadYaml['placeOf'];
}

/** Reads a text by a schema; every problem has its place, and says what to do. */
export function readConfig<Config>(
  text: string,
  schema: z.ZodType<Config>,
): ReadConfig<Config> | readonly Problem[] {
  const read = readYaml(text);
  if (!('placeOf' in read)) return read;
  // An empty file says nothing, which is in order.
  return readPart(read.data ?? {}, schema, { placeOf: (path, of) => read.placeOf(path, of) });
}

/** Reads a part of a text by a schema of its own: `at` says where the part stands. */
export function readPart<Config>(
  data: unknown,
  schema: z.ZodType<Config>,
  { placeOf }: Pick<ReadYaml, 'placeOf'>,
  at: readonly PropertyKey[] = [],
): ReadConfig<Config> | readonly Problem[] {
  const parsed = schema.safeParse(data);
  if (parsed.success) return { config: parsed.data, placeOf: (path, of) => placeOf([...at, ...path], of) };
  return parsed.error.issues
    .map((issue) => ({ ...issue, path: [...at, ...issue.path] }))
    .flatMap((issue) => problemsOf(issue, { placeOf }))
    .slice(0, limits.problemsMax);
}

type Issue = z.core.$ZodIssue;

/** A value is never repeated in a sentence: it may be a secret that went astray. */
function problemsOf(issue: Issue, read: Pick<ReadYaml, 'placeOf'>): readonly Problem[] {
  const { path } = issue;
  const at = read.placeOf(path);
  const name = nameOf(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        ...read.placeOf([...path, key], 'key'),
        what: `\`${shown(key)}\` is not known here.`,
        why: 'What is not understood could be a rule that would then not hold.',
        advice: 'Correct the name, remove it, or update Grace.',
      }));
    case 'invalid_type':
      return [
        {
          ...at,
          what: `${name} is of the wrong kind, or missing.`,
          why: `It takes ${kinds[issue.expected] ?? issue.expected}.`,
          advice: 'Correct the value, or remove the line.',
        },
      ];
    case 'invalid_value':
      return [
        {
          ...at,
          what: `${name} has a value that it cannot have.`,
          why: `It takes ${listed(issue.values.map(String))}.`,
          advice: 'Write one of them, or remove the line.',
        },
      ];
    case 'too_big':
    case 'too_small': {
      const bound = issue.code === 'too_big' ? issue.maximum : issue.minimum;
      const what = issue.code === 'too_big' ? 'more than it may hold' : 'less than it needs';
      const why = `The bound is ${String(bound)}.`;
      return [{ ...at, what: `${name} has ${what}.`, why, advice: 'Correct the value, or remove the line.' }];
    }
    case 'invalid_key':
      return [
        {
          ...read.placeOf(path, 'key'),
          what: `${name} is no name that it can have.`,
          why: issue.issues[0]?.message ?? 'It takes a name.',
          advice: 'Choose another name.',
        },
      ];
    default:
      return [
        {
          ...at,
          what: `${name} is not as it has to be.`,
          why: issue.message,
          advice: 'Correct the value, or remove the line.',
        },
      ];
  }
}

const kinds: Readonly<Record<string, string>> = {
  object: 'a map of names and values',
  record: 'a map of names and values',
  array: 'a list',
  string: 'text',
  int: 'a whole number',
  number: 'a number',
};

function nameOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'The file';
  const name = path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step + 1}]`;
      return `${index === 0 ? '' : '.'}${shown(String(step))}`;
    })
    .join('');
  return `\`${name}\``;
}

function listed(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

/** The problem of a whole file, where no line is to blame. */
export function fileProblem(what: string, why: string, advice: string): Problem {
  return { ...start, what, why, advice };
}
