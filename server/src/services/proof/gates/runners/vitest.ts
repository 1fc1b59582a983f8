import { parseJest } from '../../../reports/index.ts';
import { patternsOf, withoutPatterns } from './patterns.ts';
import type { Runner } from './runner.ts';

const valued = [
  ...[
    '--config',
    '-c',
    '--root',
    '-r',
    '--dir',
    '--project',
    '--environment',
    '--pool',
    '--workspace',
    '--mode',
  ],
  ...[
    '--exclude',
    '--testTimeout',
    '--hookTimeout',
    '--maxWorkers',
    '--minWorkers',
    '-t',
    '--testNamePattern',
  ],
  ...['--retry', '--maxConcurrency', '--teardownTimeout', '--tags-filter'],
];

export const vitest: Runner = {
  kind: 'vitest',
  title: 'Vitest',
  relates: 'itself',
  command({ tool, node, selection, report }) {
    const how = [
      '--reporter=json',
      `--outputFile=${report}`,
      '--coverage.enabled=false',
      '--passWithNoTests',
    ];
    const start = [node, tool.entry] as const;
    const options = withoutPatterns(tool.args, valued);
    const words =
      selection.kind === 'related'
        ? ['related', ...selection.sources, '--run', ...options]
        : selection.kind === 'files'
          ? ['run', ...selection.files, ...options]
          : ['run', ...tool.args];
    return { argv: [...start, ...words, ...how], env: tool.env, reportIn: 'file' };
  },
  covers({ args }, path) {
    const words = patternsOf(args, valued);
    return words.length === 0 || words.some((word) => path.includes(word.replace(/^\.\//, '')));
  },
  parse: parseJest,
};
