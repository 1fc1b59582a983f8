import { parseJest } from '../../parsers/index.ts';
import { withoutPatterns, type Runner } from './runner.ts';

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
  parse: parseJest,
};
