import { parseJsonLines } from '../../parsers/index.ts';
import { withoutPatterns, type Runner } from './runner.ts';

const valued = [
  ...[
    '--config',
    '--package',
    '--require',
    '-r',
    '--import',
    '--loader',
    '--experimental-loader',
    '--ui',
    '-u',
  ],
  ...[
    '--timeout',
    '-t',
    '--slow',
    '--file',
    '--ignore',
    '--exclude',
    '--extension',
    '--grep',
    '-g',
    '--fgrep',
    '-f',
  ],
  ...['--retries', '--jobs', '-j', '--node-option', '-n', '--sort'],
];

export const mocha: Runner = {
  kind: 'mocha',
  title: 'Mocha',
  relates: 'no',
  command({ tool, node, selection, report, reporters }) {
    const how = ['--reporter', `${reporters}/mocha.cjs`];
    const words =
      selection.kind === 'files' ? [...withoutSpecs(tool.args), ...selection.files] : [...tool.args];
    return {
      argv: [node, tool.entry, ...how, ...words],
      env: { ...tool.env, GRACE_TEST_REPORT: report },
      reportIn: 'file',
    };
  },
  parse: parseJsonLines,
};

/** `--spec` names test files as patterns do. */
function withoutSpecs(args: readonly string[]): readonly string[] {
  const kept = args.filter(
    (word, index) => word !== '--spec' && args[index - 1] !== '--spec' && !word.startsWith('--spec='),
  );
  return withoutPatterns(kept, valued);
}
