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

/** The version whose `--filter` takes paths; before it took objects, and answered with paths runs no test at all. */
const namesFilteredMajor = 30;

export const jest: Runner = {
  kind: 'jest',
  title: 'Jest',
  relates: 'itself',
  watched: true,
  leavesOut: 'any',
  command({ tool, node, selection, report, reporters, caches }) {
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
    const major = Number.parseInt(tool.version, 10);
    // What a filter answers differs by version: where that is not known, nothing is left out.
    const except = selection.kind === 'files' || Number.isNaN(major) ? [] : (selection.except ?? []);
    const takes = major < namesFilteredMajor ? 'objects' : 'names';
    const input = { path: `${report}-except`, text: JSON.stringify({ except, takes }) };
    if (except.length > 0) how.push(`--filter=${reporters}/jest-filter.cjs`);
    const options = withoutPatterns(tool.args, valued);
    const words =
      selection.kind === 'related'
        ? [...options, ...how, '--findRelatedTests', ...selection.sources]
        : selection.kind === 'files'
          ? [...options, ...how, '--runTestsByPath', ...selection.files]
          : [...tool.args, ...how];
    const argv = [node, tool.entry, ...words] as const;
    if (except.length === 0) return { argv, env: tool.env, reportIn: 'file' };
    return { argv, env: { ...tool.env, GRACE_JEST_EXCEPT: input.path }, reportIn: 'file', input };
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
