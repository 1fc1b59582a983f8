import { join, posix } from 'node:path';
import type { TestTool } from './facts.ts';
import { declares, installedTool, notInstalled, type PackagePlace } from './installed.ts';
import { toolName, type ScriptCommand } from './script.ts';
import { resolvedCommands } from './scripts.ts';
import { keptArguments, type RunnerKind } from './test-arguments.ts';

/** Absolute path of the workspace's Node, and its version where its place tells. */
export interface NodeTool {
  readonly entry: string;
  readonly version: string;
}

/**
 * The test runners of one package: what its `test` script ends up running, else its `test:*` scripts, else a runner
 * that it declares or configures. Two commands of one runner (two configs) are two tools.
 */
export async function findTestTools(
  place: PackagePlace,
  node: NodeTool | undefined,
): Promise<readonly TestTool[]> {
  const commands = testCommands(place);
  const tools: TestTool[] = [];
  for (const command of commands) tools.push(await toolOf(place, command, node));
  if (tools.length > 0) return unique(tools);
  return declaredTool(place);
}

interface RunnerCommand {
  readonly kind: RunnerKind | { readonly foreign: string };
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** In this order; the first script that runs a runner decides. */
const scriptOrder = [
  /^test$/,
  /^tests$/,
  /^test[:.-]?(?:unit|units|run|node|all|ci|once|server|backend)$/,
  /^unit$/,
];
const furtherScripts = /^test[:.-]/;
const notUnitTests = /e2e|integration|browser|watch|coverage|cov$|bench|perf|types?$|ui$|update|debug|lint/i;

function testCommands(place: PackagePlace): readonly RunnerCommand[] {
  const { scripts } = place.manifest;
  const names = Object.keys(scripts);
  let found: readonly RunnerCommand[] = [];
  for (const pattern of scriptOrder) {
    found = names.filter((name) => pattern.test(name)).flatMap((name) => runnersOf(name, scripts));
    if (found.length > 0) break;
  }
  // Where `test` runs nothing that Grace can drive, one of its siblings may.
  if (found.some(({ kind }) => typeof kind === 'string')) return found;
  const further = names
    .filter((name) => furtherScripts.test(name) && !notUnitTests.test(name))
    .filter((name) => runnersOf(name, scripts).length > 0);
  return [...found, ...firstOfEachStem(further).flatMap((name) => runnersOf(name, scripts))];
}

/** `test-22` and `test-20` are one suite under two versions of Node. */
function firstOfEachStem(names: readonly string[]): readonly string[] {
  const stems = names.map((name) => name.replace(/[-:.]?\d+$/, ''));
  return names.filter((_name, index) => stems.indexOf(stems[index] ?? '') === index);
}

function runnersOf(script: string, scripts: Readonly<Record<string, string>>): readonly RunnerCommand[] {
  return resolvedCommands(script, scripts)
    .map(runnerOf)
    .filter((command) => command !== undefined);
}

const runnerNames: Readonly<Record<string, RunnerKind>> = {
  vitest: 'vitest',
  jest: 'jest',
  mocha: 'mocha',
  _mocha: 'mocha',
  ava: 'ava',
  tap: 'tap',
};
/** Runners that Grace knows by name only. */
const foreignNames = new Set([
  ...[
    'karma',
    'jasmine',
    'tape',
    'uvu',
    'qunit',
    'lab',
    'cypress',
    'playwright',
    'ng',
    'react-scripts',
    'bun',
  ],
  ...[
    'deno',
    'wtr',
    'web-test-runner',
    'borp',
    'japa',
    'intern',
    'testcafe',
    'brittle',
    'zora',
    'nx',
    'turbo',
    'lerna',
  ],
]);
const foreignNeedsTest = new Set([
  'ng',
  'react-scripts',
  'bun',
  'deno',
  'nx',
  'turbo',
  'lerna',
  'playwright',
  'cypress',
]);

function runnerOf(command: ScriptCommand): RunnerCommand | undefined {
  const [first = '', ...rest] = command.words;
  const name = toolName(first);
  const runner = Object.hasOwn(runnerNames, name) ? runnerNames[name] : undefined;
  if (runner) return { kind: runner, words: rest, env: command.env };
  if (name === 'node' || name === 'nodejs') return nodeRunner(rest, command.env);
  if (name === 'tsx' && rest.includes('--test')) {
    return { kind: 'node:test', words: ['--import', 'tsx', ...rest], env: command.env };
  }
  if (!foreignNames.has(name)) return undefined;
  if (foreignNeedsTest.has(name) && !rest.some((word) => /^(?:test|run|run-many)/.test(word)))
    return undefined;
  return { kind: { foreign: name }, words: rest, env: command.env };
}

/** `node --test …`, or another runner started through Node with flags of its own. */
function nodeRunner(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): RunnerCommand | undefined {
  if (words.includes('--test')) return { kind: 'node:test', words, env };
  const index = words.findIndex(
    (word) => !word.startsWith('-') && Object.hasOwn(runnerNames, toolName(word)),
  );
  const kind = runnerNames[toolName(words[index] ?? '')];
  if (index < 0 || !kind) return undefined;
  const flags = words.slice(0, index).join(' ');
  const options = [env['NODE_OPTIONS'] ?? '', flags].filter((part) => part !== '').join(' ');
  return {
    kind,
    words: words.slice(index + 1),
    env: options === '' ? env : { ...env, NODE_OPTIONS: options },
  };
}

async function toolOf(
  place: PackagePlace,
  command: RunnerCommand,
  node: NodeTool | undefined,
): Promise<TestTool> {
  const { kind } = command;
  if (typeof kind !== 'string') {
    return {
      state: 'unusable',
      name: kind.foreign,
      reason:
        `The tests of this package run under ${kind.foreign}, which Grace cannot drive. ` +
        'It runs Vitest, Jest, Mocha, node:test, AVA and tap.',
    };
  }
  const args = keptArguments(kind, command.words);
  const env = command.env;
  if (kind === 'node:test') {
    if (node) return { state: 'ready', kind, version: node.version, entry: node.entry, args, env };
    const reason =
      'There is no `node` on PATH to run the tests with. Install Node.js, or start the editor where it is found.';
    return { state: 'unusable', name: 'node:test', reason };
  }
  const tool = place.manager.variant === 'pnp' ? undefined : await installedTool(place, kind, kind);
  if (!tool) return { state: 'unusable', name: kind, reason: notInstalled(place, titles[kind]) };
  return { state: 'ready', kind, version: tool.version, entry: tool.entry, args, env };
}

const titles: Readonly<Record<RunnerKind, string>> = {
  vitest: 'Vitest',
  jest: 'Jest',
  mocha: 'Mocha',
  ava: 'AVA',
  tap: 'tap',
  'node:test': 'node:test',
};

const extensions = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'];
const configNames: Readonly<Record<Exclude<RunnerKind, 'node:test'>, readonly string[]>> = {
  vitest: ['vitest.config', 'vitest.workspace'].flatMap((base) =>
    extensions.map((extension) => `${base}.${extension}`),
  ),
  jest: ['jest.config.json', ...extensions.map((extension) => `jest.config.${extension}`)],
  mocha: ['.js', '.cjs', '.mjs', '.yaml', '.yml', '.jsonc', '.json'].map(
    (extension) => `.mocharc${extension}`,
  ),
  ava: ['js', 'mjs', 'cjs'].map((extension) => `ava.config.${extension}`),
  tap: ['.taprc'],
};
const manifestMembers: Readonly<Record<string, RunnerKind>> = {
  jest: 'jest',
  mocha: 'mocha',
  ava: 'ava',
  tap: 'tap',
};

/** Without a script that says so, a runner counts when the package configures it, or depends on it by itself. */
async function declaredTool(place: PackagePlace): Promise<readonly TestTool[]> {
  const kinds = Object.keys(configNames) as (keyof typeof configNames)[];
  for (const kind of kinds) {
    const configured = await hasConfig(place, kind);
    const depended = kind in place.manifest.dependencies;
    if (!depended && !(configured && declares(place, kind))) continue;
    return [await toolOf(place, { kind, words: [], env: {} }, undefined)];
  }
  return [];
}

async function hasConfig(place: PackagePlace, kind: keyof typeof configNames): Promise<boolean> {
  const member = Object.keys(manifestMembers).find((name) => manifestMembers[name] === kind);
  if (member !== undefined && member in place.manifest.all) return true;
  const stats = await Promise.all(
    configNames[kind].map((name) => place.disk.stat(join(place.root, posix.join(place.folder, name)))),
  );
  return stats.some((stat) => stat?.kind === 'file');
}

function unique(tools: readonly TestTool[]): readonly TestTool[] {
  const seen = new Set<string>();
  return tools.filter((tool) => {
    const key = JSON.stringify(tool);
    return !seen.has(key) && seen.add(key);
  });
}
