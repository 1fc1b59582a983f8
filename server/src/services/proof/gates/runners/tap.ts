import { parseTap } from '../../../reports/index.ts';
import { globsName, patternsOf, withoutPatterns } from './patterns.ts';
import type { Runner } from './runner.ts';

const valued = [
  '--jobs',
  '-j',
  '--timeout',
  '-t',
  '--node-arg',
  '--test-arg',
  '--before',
  '--after',
  '--plugin',
];
/** The version that replaced the coverage switches. */
const newSwitchesMajor = 18;

export const tap: Runner = {
  kind: 'tap',
  title: 'tap',
  relates: 'no',
  watched: true,
  leavesOut: 'no',
  command({ tool, node, selection }) {
    const isNew = Number.parseInt(tool.version, 10) >= newSwitchesMajor;
    const how = isNew
      ? ['run', '--reporter=tap', '--disable-coverage', '--allow-empty-coverage']
      : ['--reporter=tap', '--no-check-coverage', '--no-coverage-report'];
    const words =
      selection.kind === 'files'
        ? [...withoutPatterns(tool.args, valued), ...selection.files]
        : [...tool.args];
    return { argv: [node, tool.entry, ...how, ...words], env: tool.env, reportIn: 'stdout' };
  },
  covers: ({ args }, path) => globsName(patternsOf(args, valued), path),
  parse: parseTap,
};
