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
  watched: true,
  leavesOut: 'plain names',
  command({ tool, node, selection, report, cwd }) {
    const how = [
      '--reporter=json',
      `--outputFile=${report}`,
      '--coverage.enabled=false',
      '--passWithNoTests',
    ];
    const except = selection.kind === 'files' ? [] : (selection.except ?? []);
    // Taken for patterns relative to the folder of a project.
    const without = except.map((file) => `--exclude=${file.slice(cwd.length + 1)}`);
    const start = [node, tool.entry] as const;
    const options = withoutPatterns(tool.args, valued);
    const words =
      selection.kind === 'related'
        ? ['related', ...selection.sources, '--run', ...options]
        : selection.kind === 'files'
          ? ['run', ...selection.files, ...options]
          : ['run', ...tool.args];
    return { argv: [...start, ...words, ...how, ...without], env: tool.env, reportIn: 'file' };
  },
  covers({ args }, path) {
    const words = patternsOf(args, valued);
    return words.length === 0 || words.some((word) => path.includes(word.replace(/^\.\//, '')));
  },
  parse: parseJest,
};
