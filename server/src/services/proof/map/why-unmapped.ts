import type { PackageFacts, WorkspaceFacts } from '../../workspace/index.ts';
import { pointsAtBuild } from '../gates/build-output.ts';
import type { RunnerTexts, Surroundings } from './runner-texts.ts';

/**
 * Why the outcome of a test file may rest on more than what the processes of its run are seen to execute; `undefined` where
 * nothing says so. Asked of manifests, scripts and configurations alone.
 */
export function whyUnmapped(
  { facts, jobs }: Omit<Surroundings, 'sandbox'>,
  { words, configs, manifests }: RunnerTexts,
): string | undefined {
  if (!jobs.some(({ runner }) => runner.watched)) return 'No runner of these tests is watched.';
  const started = words.find(({ word }) => elsewhereWords.test(word));
  if (started) return `${started.title} is started with ${started.word}.`;
  for (const { folder, dependencies, name } of facts.packages) {
    const found = Object.keys(dependencies).find((dependency) => elsewherePackages.test(dependency));
    if (found !== undefined) return `${name ?? folder} uses ${found}.`;
  }
  for (const member of facts.packages) {
    if (!isSibling(member, facts)) continue;
    const manifest = manifests.get(`${member.folder}/package.json`.replace(/^\//, ''));
    if (pointsAtBuild.test(manifest ?? ''))
      return `Tests may load built files of ${member.name ?? member.folder}.`;
  }
  for (const [path, text] of configs) {
    const word = elsewhereSettings.exec(text)?.[0];
    if (word !== undefined) return `${path} names ${word}.`;
  }
  return undefined;
}

/**
 * Tests that a compiler judges by the types of everything they name, or that run in a browser or an engine of its own, and
 * compilers that write into one place what stands in another: types of other files, styles by the text of their file.
 */
const elsewherePackages = new RegExp(
  `^(?:${[
    ...['ts-jest', 'jest-preset-angular', 'ts-patch', 'ttypescript', 'ts-auto-mock', 'typescript-rtti'],
    ...['typia', 'unplugin-typia', '@typia/.*', '@nestia/.*', '@deepkit/.*', '@analogjs/vite-plugin-angular'],
    ...['@vitest/browser(?:-.*)?', 'vitest-browser-.*', '@cloudflare/vitest-pool-workers'],
    ...['jest-runner-.*', '@stryker-mutator/.*-runner'],
    ...[
      'babel-plugin-(?:styled-components|macros|preval|codegen)',
      '@swc/plugin-(?:styled-components|emotion)',
    ],
    ...[
      '@emotion/babel-.*',
      'linaria',
      '@linaria/.*',
      '@wyw-in-js/.*',
      '@vanilla-extract/.*',
      '@stylexjs/.*',
    ],
    ...['unplugin-macros', 'vite-plugin-macro'],
  ].join('|')})$`,
);
const elsewhereWords = /^--(?:typecheck|browser)\b|\bts-node(?!\/(?:\w+\/)?transpile)|\btsimp\b/;
const elsewhereSettings =
  /\btypecheck\b|\bbrowser\b|\brunner\b|\bts-jest\b|\bpool\s*:\s*['"][^'"]*[^a-zA-Z'"][^'"]*['"]/;

function isSibling({ name, folder }: PackageFacts, { packages }: WorkspaceFacts): boolean {
  return packages.some(
    (other) => other.folder !== folder && name !== undefined && other.siblings.includes(name),
  );
}
