/**
 * `npm run cases [NAME…]`: makes the fixtures of the recognition by running real tools on faults that are put into
 * copies of the fixture workspaces. What is expected follows from the fault. A fixture that is there is kept: remove it
 * to make it anew. Needs to be root, since the tools run in `/home/ada`, so that no fixture names a machine.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { bundlerCases } from './cases/bundlers.mts';
import type { Case } from './cases/case.mts';
import { gitCases } from './cases/git.mts';
import { lintCases } from './cases/lint.mts';
import { nodeCases } from './cases/node.mts';
import { packageCases } from './cases/packages.mts';
import {
  homes,
  prepareProject,
  prepareTools,
  registry,
  resetProject,
  run,
  textOf,
  type Home,
} from './cases/place.mts';
import { pythonCases } from './cases/python.mts';
import { runnerCases } from './cases/runners.mts';
import { typescriptCases } from './cases/typescript.mts';
import { unseenCases } from './cases/unseen.mts';
import { repository } from './run.mts';

const fixtures = join(repository, 'test', 'fixtures', 'recognition');
const outputBytesMax = 16_000;
/** As a word of its own: a short name is a part of others, as of `node:vm`. */
const machineName = new RegExp(`(?<![\\w:./-])${hostname().replaceAll('.', '\\.')}(?![\\w:./-])`, 'gu');

const all: readonly Case[] = [
  ...typescriptCases,
  ...lintCases,
  ...runnerCases,
  ...nodeCases,
  ...packageCases,
  ...bundlerCases,
  ...gitCases,
  ...pythonCases,
  ...unseenCases,
];

const only = process.argv.slice(2);
const wanted = all.filter(
  (one) =>
    !existsSync(fixtureOf(one)) && (only.length === 0 || only.some((part) => fixtureOf(one).includes(part))),
);
console.log(`${all.length} cases, ${wanted.length} to make`);
const npmRegistry = await registry();
if (wanted.length > 0) await prepareTools();
for (const project of new Set(wanted.map((one) => one.project))) {
  await prepareProject(project);
  for (const one of wanted) if (one.project === project) await make(one);
}
for (const { folder } of Object.values(homes)) await rm(folder, { recursive: true, force: true });

function fixtureOf({ expected, name }: Case): string {
  return join(fixtures, expected.tool.replace(':', '-'), `${name}.txt`);
}

async function make(one: Case): Promise<void> {
  await resetProject(one.project);
  const line = await seed(one, 'here', 0);
  await seed(one, 'elsewhere', 3);
  const outputs = { here: '', elsewhere: '' };
  for (const home of ['here', 'elsewhere'] as const)
    outputs[home] = neutral(await run(one.command, home, one.cwd, npmRegistry));
  const { tool, code, message, file } = one.expected;
  const expected = { tool, code, message, file, line };
  const text = [
    `${one.prose}\n$ ${one.command}\n`,
    `-- fault --\n${one.fault}\n`,
    `-- expected --\n${JSON.stringify(expected)}\n`,
    `-- output --\n${outputs.here}\n`,
    `-- elsewhere --\n${outputs.elsewhere}\n`,
  ].join('');
  const trace = [repository, '/tmp/', new URL(npmRegistry).hostname].find((name) => text.includes(name));
  if (trace !== undefined || outputs.here.length > outputBytesMax || outputs.here === '') {
    console.log(
      `✗ ${fixtureOf(one)}: ${outputs.here === '' ? 'no output' : trace === undefined ? `${outputs.here.length} bytes` : 'names this machine'}`,
    );
    return;
  }
  await mkdir(dirname(fixtureOf(one)), { recursive: true });
  await writeFile(fixtureOf(one), text);
  console.log(`✓ ${fixtureOf(one).slice(fixtures.length + 1)}`);
}

/** Puts the fault in its place, some lines further down where asked for; answers the line that the fault is on. */
async function seed(
  { seed: files, cwd, expected }: Case,
  home: Home,
  lines: number,
): Promise<number | undefined> {
  const { folder } = homes[home];
  let line: number | undefined;
  for (const [path, change] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    if (change === undefined) {
      await rm(target, { force: true });
      continue;
    }
    const text = (typeof change === 'string' ? change : change(await textOf(target))).replaceAll(
      'REGISTRY',
      npmRegistry,
    );
    const comment = /\.[cm]?[jt]s$/u.test(path) ? '// Moved.\n' : path.endsWith('.py') ? '# Moved.\n' : '';
    await writeFile(target, `${comment.repeat(lines)}${text}`);
  }
  if (expected.at !== undefined && expected.file !== undefined) {
    const text = await textOf(join(folder, expected.within ?? cwd ?? '.', expected.file));
    const index = text.split('\n').findIndex((candidate) => candidate.includes(expected.at ?? ''));
    if (index < 0) throw new Error(`${expected.file} does not hold ${expected.at}`);
    line = index + 1;
  }
  return line;
}

/** The output without what names this machine. */
function neutral(output: string): string {
  return output
    .replaceAll(npmRegistry, 'https://registry.example')
    .replaceAll(new URL(npmRegistry).host, 'registry.example')
    .replaceAll(/[\w/.-]+\/\.pyenv\/versions\/[\d.]+/gu, '/usr')
    .replaceAll(machineName, 'ada');
}
