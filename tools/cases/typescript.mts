import { append, slug, type Case } from './case.mts';

/** Mistakes of types: code to add, the piece of it that is wrong, what the compiler calls it. */
const faults: readonly { id: string; code: string; at: string; ts: string; message: string }[] = [
  {
    id: 'wrong-type',
    code: "export const portions: number = 'three';",
    at: 'portions',
    ts: 'TS2322',
    message: "Type 'string' is not assignable to type 'number'.",
  },
  {
    id: 'unknown-name',
    code: 'export const doubled = missingAmount * 2;',
    at: 'doubled',
    ts: 'TS2304',
    message: "Cannot find name 'missingAmount'.",
  },
  {
    id: 'unknown-property',
    code: 'export const height = { width: 1 }.height;',
    at: 'height',
    ts: 'TS2339',
    message: "Property 'height' does not exist on type '{ width: number; }'.",
  },
  {
    id: 'wrong-argument',
    code: 'export const rounded = Math.round("1.5");',
    at: 'rounded',
    ts: 'TS2345',
    message: "Argument of type 'string' is not assignable to parameter of type 'number'.",
  },
  {
    id: 'too-few-arguments',
    code: 'const half = (amount: number): number => amount / 2;\nexport const nothing = half();',
    at: 'nothing',
    ts: 'TS2554',
    message: 'Expected 1 arguments, but got 0.',
  },
  {
    id: 'constant-assigned',
    code: 'const limit = 1;\nlimit = 2;\nexport { limit as upperLimit };',
    at: 'limit = 2',
    ts: 'TS2588',
    message: "Cannot assign to 'limit' because it is a constant.",
  },
  {
    id: 'no-return',
    code: 'export function label(): string {}',
    at: 'label()',
    ts: 'TS2355',
    message: "A function whose declared type is neither 'undefined', 'void', nor 'any' must return a value.",
  },
  {
    id: 'missing-property',
    code: 'export const place: { row: number; seat: number } = { row: 1 };',
    at: 'place',
    ts: 'TS2741',
    message:
      "Property 'seat' is missing in type '{ row: number; }' but required in type '{ row: number; seat: number; }'.",
  },
  {
    id: 'parameter-types',
    code: 'export const show: (value: number) => string = (value: string) => value;',
    at: 'show',
    ts: 'TS2322',
    message: "Type '(value: string) => string' is not assignable to type '(value: number) => string'.",
  },
  {
    id: 'syntax',
    code: 'export const = 3;',
    at: 'const =',
    ts: 'TS1134',
    message: 'Variable declaration expected.',
  },
  {
    id: 'unused',
    code: 'const forgotten = 1;',
    at: 'forgotten',
    ts: 'TS6133',
    message: "'forgotten' is declared but its value is never read.",
  },
];

interface Place {
  readonly project: string;
  readonly cwd?: string;
  readonly file: string;
  readonly commands: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

const all = faults.map(({ id }) => id);

const places: readonly Place[] = [
  {
    project: 'npm-vitest-eslint',
    file: 'src/links/store.ts',
    commands: { plain: 'tsc --noEmit --pretty false', pretty: 'tsc --noEmit --pretty' },
    faults: all,
  },
  {
    project: 'npm-vitest-eslint',
    file: 'src/rate-limit.ts',
    commands: { watch: 'timeout 9 tsc --noEmit --watch --preserveWatchOutput' },
    faults: ['wrong-type', 'unknown-name', 'parameter-types'],
  },
  {
    project: 'ts7-node-test',
    cwd: 'packages/schedule',
    file: 'src/backoff.ts',
    commands: { native: 'tsc --pretty false', 'native-pretty': 'tsc --pretty' },
    faults: [
      'wrong-type',
      'unknown-name',
      'unknown-property',
      'missing-property',
      'parameter-types',
      'syntax',
    ],
  },
  {
    project: 'npm-workspaces-node-test',
    file: 'packages/geometry/src/grid.ts',
    commands: { build: 'tsc --build', 'build-pretty': 'tsc --build --pretty' },
    faults: ['wrong-type', 'unknown-name', 'wrong-argument', 'no-return'],
  },
  {
    project: 'pnpm-jest-biome',
    cwd: 'packages/money',
    file: 'src/allocate.ts',
    commands: { six: 'tsc --noEmit', run: 'pnpm -w run typecheck' },
    faults: ['unknown-property', 'too-few-arguments', 'constant-assigned', 'parameter-types'],
  },
];

const inFiles: readonly Case[] = places.flatMap(({ project, cwd, file, commands, faults: chosen }) =>
  Object.entries(commands).flatMap(([form, command]) =>
    faults
      .filter(({ id }) => chosen.includes(id))
      .map(({ id, code, at, ts, message }): Case => {
        const inProject = cwd === undefined ? file : `${cwd}/${file}`;
        return {
          name: slug(`${id}-${form}`),
          fault: `${project} ${inProject} ${id}`,
          prose: `In ${inProject} stands code that does not type-check: ${id}.`,
          project,
          ...(cwd === undefined ? {} : { cwd }),
          command,
          seed: { [inProject]: append(code) },
          expected: {
            tool: 'tsc',
            code: ts,
            message,
            file: form === 'run' || cwd === undefined ? (cwd === undefined ? inProject : file) : file,
            at,
          },
        };
      }),
  ),
);

export const typescriptCases: readonly Case[] = [
  ...inFiles,
  {
    name: 'missing-module',
    fault: 'npm-vitest-eslint src/config.ts missing-module',
    prose: 'A file that others import is gone.',
    project: 'npm-vitest-eslint',
    command: 'tsc --noEmit',
    seed: { 'src/rate-limit.ts': undefined },
    expected: {
      tool: 'tsc',
      code: 'TS2307',
      message: "Cannot find module '../src/rate-limit.ts' or its corresponding type declarations.",
      file: 'test/rate-limit.test.ts',
      at: 'rate-limit.ts',
    },
  },
  {
    name: 'no-inputs',
    fault: 'npm-vitest-eslint tsconfig.json no-inputs',
    prose: 'The configuration includes a folder that does not exist.',
    project: 'npm-vitest-eslint',
    command: 'tsc --noEmit',
    seed: { 'tsconfig.json': (text) => text.replace('["src", "test"]', '["sources"]') },
    expected: {
      tool: 'tsc',
      code: 'TS18003',
      message:
        "No inputs were found in config file '/home/ada/shop/tsconfig.json'. Specified 'include' paths were '[\"sources\"]' and 'exclude' paths were '[]'.",
    },
  },
  {
    name: 'unknown-option',
    fault: 'npm-vitest-eslint tsconfig.json unknown-option',
    prose: 'An option of the compiler is misspelled in its configuration.',
    project: 'npm-vitest-eslint',
    command: 'tsc --noEmit',
    seed: { 'tsconfig.json': (text) => text.replace('"noEmit"', '"noEmitt"') },
    expected: {
      tool: 'tsc',
      code: 'TS5025',
      message: "Unknown compiler option 'noEmitt'. Did you mean 'noEmit'?",
      file: 'tsconfig.json',
      at: 'noEmitt',
    },
  },
];
