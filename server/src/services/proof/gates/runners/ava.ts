import { parseTap } from '../../../reports/index.ts';
import { globsName, patternsOf, withoutPatterns } from './patterns.ts';
import type { Runner } from './runner.ts';

const valued = ['--config', '--concurrency', '-c', '--match', '-m', '--timeout', '-T', '--node-arguments'];

export const ava: Runner = {
  kind: 'ava',
  title: 'AVA',
  relates: 'no',
  watched: false,
  leavesOut: 'no',
  command({ tool, node, selection }) {
    const words =
      selection.kind === 'files'
        ? [...withoutPatterns(tool.args, valued), ...selection.files]
        : [...tool.args];
    return { argv: [node, tool.entry, '--tap', ...words], env: tool.env, reportIn: 'stdout' };
  },
  covers: ({ args }, path) => globsName(patternsOf(args, valued), path),
  parse: parseTap,
};
