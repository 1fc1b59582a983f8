import { append, slug, type Case } from './case.mts';

interface Fault {
  readonly id: string;
  readonly code: string;
  readonly at: string;
  readonly rule?: string;
  readonly message: string;
}

const eslintFaults: readonly Fault[] = [
  {
    id: 'debugger',
    code: 'debugger;',
    at: 'debugger',
    rule: 'no-debugger',
    message: "Unexpected 'debugger' statement.",
  },
  {
    id: 'loose-equality',
    code: 'export const isThree = (value) => value == 3;',
    at: 'isThree',
    rule: 'eqeqeq',
    message: "Expected '===' and instead saw '=='.",
  },
  {
    id: 'empty-block',
    code: 'if (Date.now() > 1) {\n}',
    at: 'if (Date.now',
    rule: 'no-empty',
    message: 'Empty block statement.',
  },
  {
    id: 'self-compare',
    code: 'export const same = (a) => { const a1 = a; return a1; a1.b; };',
    at: 'same =',
    rule: 'no-unreachable',
    message: 'Unreachable code.',
  },
  {
    id: 'duplicate-key',
    code: 'export const colours = { red: 1, red: 2 };',
    at: 'colours',
    rule: 'no-dupe-keys',
    message: "Duplicate key 'red'.",
  },
  {
    id: 'constant-condition',
    code: 'if (true) process.exitCode = 0;',
    at: 'if (true)',
    rule: 'no-constant-condition',
    message: 'Unexpected constant condition.',
  },
  {
    id: 'undefined',
    code: 'export const total = amountOfNobody + 1;',
    at: 'amountOfNobody',
    rule: 'no-undef',
    message: "'amountOfNobody' is not defined.",
  },
  {
    id: 'syntax',
    code: 'export const broken = (;',
    at: 'broken',
    message: 'Parsing error: Unexpected token ;',
  },
];

const typescriptFaults: readonly Fault[] = [
  {
    id: 'unused',
    code: 'const leftOver = 1;',
    at: 'leftOver',
    rule: '@typescript-eslint/no-unused-vars',
    message: "'leftOver' is assigned a value but never used.",
  },
  {
    id: 'any',
    code: 'export const anything = (value: any): string => String(value);',
    at: 'anything',
    rule: '@typescript-eslint/no-explicit-any',
    message: 'Unexpected any. Specify a different type.',
  },
  {
    id: 'floating-promise',
    code: 'Promise.resolve(1);',
    at: 'Promise.resolve',
    rule: '@typescript-eslint/no-floating-promises',
    message:
      'Promises must be awaited, end with a call to .catch, end with a call to .then with a rejection handler or be explicitly marked as ignored with the `void` operator.',
  },
  {
    id: 'loose-equality',
    code: 'export const isThree = (value: unknown): boolean => value == 3;',
    at: 'isThree',
    rule: 'eqeqeq',
    message: "Expected '===' and instead saw '=='.",
  },
];

const biomeFaults: readonly Fault[] = [
  {
    id: 'debugger',
    code: 'debugger;',
    at: 'debugger',
    rule: 'lint/suspicious/noDebugger',
    message: 'This is an unexpected use of the debugger statement.',
  },
  {
    id: 'loose-equality',
    code: 'export const isThree = (value: unknown): boolean => value == 3;',
    at: 'isThree',
    rule: 'lint/suspicious/noDoubleEquals',
    message: 'Using == may be unsafe if you are relying on type coercion.',
  },
  {
    id: 'any',
    code: 'export const anything = (value: any): string => String(value);',
    at: 'anything',
    rule: 'lint/suspicious/noExplicitAny',
    message: 'Unexpected any. Specify a different type.',
  },
  {
    id: 'unused',
    code: 'const leftOver = 1;',
    at: 'leftOver',
    rule: 'lint/correctness/noUnusedVariables',
    message: 'This variable leftOver is unused.',
  },
  {
    id: 'syntax',
    code: 'export const broken = ;',
    at: 'broken',
    rule: 'parse',
    message: "Expected an expression, or an assignment but instead found ';'.",
  },
];

const oxlintFaults: readonly Fault[] = [
  {
    id: 'debugger',
    code: 'debugger;',
    at: 'debugger',
    rule: 'eslint(no-debugger)',
    message: '`debugger` statement is not allowed',
  },
  {
    id: 'loose-equality',
    code: 'export const isThree = (value: unknown): boolean => value == 3;',
    at: 'isThree',
    rule: 'eslint(eqeqeq)',
    message: 'Expected === and instead saw ==',
  },
  {
    id: 'any',
    code: 'export const anything = (value: any): string => String(value);',
    at: 'anything',
    rule: 'typescript(no-explicit-any)',
    message: 'Unexpected `any`. Specify a different type.',
  },
  {
    id: 'var',
    code: 'export var changing = 1;',
    at: 'changing',
    rule: 'eslint(no-var)',
    message: 'Unexpected var, use let or const instead.',
  },
  { id: 'syntax', code: 'export const broken = ;', at: 'broken', message: 'Unexpected token' },
];

function casesOf(
  tool: string,
  project: string,
  file: string,
  faults: readonly Fault[],
  commands: Readonly<Record<string, string>>,
): readonly Case[] {
  return Object.entries(commands).flatMap(([form, command]) =>
    faults.map(({ id, code, at, rule, message }): Case => ({
      name: slug(`${id}-${project}-${form}`),
      fault: `${project} ${file} ${tool} ${id}`,
      prose: `In ${file} stands code that ${tool} refuses: ${id}.`,
      project,
      command,
      seed: { [file]: append(code) },
      expected: { tool, ...(rule === undefined ? {} : { code: rule }), message, file, at },
    })),
  );
}

/** The JavaScript project is CommonJS. */
const scripts = eslintFaults
  .map((fault) => ({
    ...fault,
    code: fault.code
      .replace(/^export /u, 'module.exports.x = 1; ')
      .replace(/^module\.exports\.x = 1; const/u, 'const'),
  }))
  .filter(
    ({ id }) => !['loose-equality', 'self-compare', 'duplicate-key', 'undefined', 'syntax'].includes(id),
  );
const commonjs: readonly Fault[] = [
  ...scripts,
  {
    id: 'loose-equality',
    code: 'module.exports.isThree = (value) => value == 3;',
    at: 'isThree',
    rule: 'eqeqeq',
    message: "Expected '===' and instead saw '=='.",
  },
  {
    id: 'duplicate-key',
    code: 'module.exports.colours = { red: 1, red: 2 };',
    at: 'colours',
    rule: 'no-dupe-keys',
    message: "Duplicate key 'red'.",
  },
  {
    id: 'undefined',
    code: 'module.exports.total = amountOfNobody + 1;',
    at: 'amountOfNobody',
    rule: 'no-undef',
    message: "'amountOfNobody' is not defined.",
  },
  {
    id: 'syntax',
    code: 'module.exports.broken = (;',
    at: 'broken',
    message: 'Parsing error: Unexpected token ;',
  },
];

export const lintCases: readonly Case[] = [
  ...casesOf('eslint', 'js-mocha', 'src/rules.js', commonjs, {
    stylish: 'eslint .',
    json: 'eslint src/rules.js --format json',
  }),
  ...casesOf('eslint', 'npm-vitest-eslint', 'src/links/slug.ts', typescriptFaults, {
    stylish: 'eslint src',
    json: 'eslint src/links/slug.ts --format json',
  }),
  ...casesOf(
    'eslint',
    'npm-workspaces-node-test',
    'packages/planner/src/route.ts',
    typescriptFaults.filter(({ id }) => id !== 'floating-promise'),
    { colour: 'eslint packages/planner --color' },
  ),
  ...casesOf('biome', 'pnpm-jest-biome', 'packages/money/src/format.ts', biomeFaults, {
    people: 'biome check packages/money/src/format.ts',
    json: 'biome lint packages/money/src --reporter=json',
  }),
  ...casesOf('oxlint', 'ts7-node-test', 'packages/jobs/src/plan.ts', oxlintFaults, {
    people: 'oxlint packages/jobs/src',
    json: 'oxlint packages/jobs/src/plan.ts --format=json',
  }),
];
