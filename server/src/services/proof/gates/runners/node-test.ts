import { parseJsonLines } from '../../../reports/index.ts';
import { globsName, patternsOf, withoutPatterns } from './patterns.ts';
import type { Runner } from './runner.ts';

const valued = [
  ...['--import', '--require', '-r', '--loader', '--experimental-loader', '--conditions', '-C', '--env-file'],
  ...[
    '--env-file-if-exists',
    '--test-name-pattern',
    '--test-skip-pattern',
    '--test-concurrency',
    '--test-timeout',
  ],
  ...[
    '--test-isolation',
    '--test-global-setup',
    '--experimental-default-type',
    '--max-old-space-size',
    '--input-type',
  ],
];

export const nodeTest: Runner = {
  kind: 'node:test',
  title: 'node:test',
  relates: 'no',
  watched: true,
  leavesOut: 'no',
  command({ tool, selection, report, reporters }) {
    const how = [
      '--test',
      `--test-reporter=${reporters}/node-test.mjs`,
      `--test-reporter-destination=${report}`,
    ];
    const words =
      selection.kind === 'files'
        ? [...withoutPatterns(tool.args, valued), ...how, ...selection.files]
        : [...how, ...tool.args];
    return { argv: [tool.entry, ...words], env: tool.env, reportIn: 'file' };
  },
  covers: ({ args }, path) => globsName(patternsOf(args, valued), path),
  parse: parseJsonLines,
};
