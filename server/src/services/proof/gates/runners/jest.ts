import { parseJest } from '../../../reports/index.ts';
import { patternsOf, withoutPatterns } from './patterns.ts';
import type { Runner } from './runner.ts';

const valued = [
  ...[
    '--config',
    '-c',
    '--rootDir',
    '--roots',
    '--env',
    '--testEnvironment',
    '--maxWorkers',
    '-w',
    '--preset',
  ],
  ...['--selectProjects', '--ignoreProjects', '--projects', '--testTimeout', '--testNamePattern', '-t'],
  ...['--setupFilesAfterEnv', '--setupFiles', '--testRunner', '--transform', '--moduleNameMapper'],
];

export const jest: Runner = {
  kind: 'jest',
  title: 'Jest',
  relates: 'itself',
  command({ tool, node, selection, report, caches }) {
    const how = [
      ...[
        '--json',
        `--outputFile=${report}`,
        '--coverage=false',
        '--ci',
        '--passWithNoTests',
        '--watchman=false',
      ],
      `--cacheDirectory=${caches}/jest`,
    ];
    const options = withoutPatterns(tool.args, valued);
    const words =
      selection.kind === 'related'
        ? [...options, ...how, '--findRelatedTests', ...selection.sources]
        : selection.kind === 'files'
          ? [...options, ...how, '--runTestsByPath', ...selection.files]
          : [...tool.args, ...how];
    return { argv: [node, tool.entry, ...words], env: tool.env, reportIn: 'file' };
  },
  covers({ args }, path) {
    const words = patternsOf(args, valued);
    return words.length === 0 || words.some((word) => matches(word, path));
  },
  parse: parseJest,
};

/** Jest takes words for regular expressions, over paths that begin with a slash. */
function matches(word: string, path: string): boolean {
  try {
    return new RegExp(word.replace(/^\.\//, '/'), 'i').test(`/${path}`);
  } catch {
    return true;
  }
}
