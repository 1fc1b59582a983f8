import { parseJsonLines } from '../../../reports/index.ts';
import { globsName, patternsOf, withoutPatterns } from './patterns.ts';
import type { Runner } from './runner.ts';

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
  ...['--retries', '--jobs', '-j', '--node-option', '-n'],
];

export const mocha: Runner = {
  kind: 'mocha',
  title: 'Mocha',
  relates: 'no',
  watched: false,
  leavesOut: 'no',
  command({ tool, node, selection, report, reporters }) {
    const how = ['--reporter', `${reporters}/mocha.cjs`];
    const words =
      selection.kind === 'files'
        ? [...withoutPatterns(withoutSpecs(tool.args), valued), ...selection.files]
        : [...tool.args];
    return {
      argv: [node, tool.entry, ...how, ...words],
      env: { ...tool.env, GRACE_TEST_REPORT: report },
      reportIn: 'file',
    };
  },
  covers({ args }, path) {
    const named = [...patternsOf(withoutSpecs(args), valued), ...valuesOf(['--spec'], args)];
    const ignored = valuesOf(['--ignore', '--exclude'], args).map((pattern) => `!${pattern}`);
    return globsName([...named, ...ignored], path);
  },
  parse: parseJsonLines,
};

/** `--spec` names test files as patterns do. */
function withoutSpecs(args: readonly string[]): readonly string[] {
  return args.filter(
    (word, index) => word !== '--spec' && args[index - 1] !== '--spec' && !word.startsWith('--spec='),
  );
}

function valuesOf(options: readonly string[], args: readonly string[]): readonly string[] {
  return args.flatMap((word, index) => {
    const [option = '', inline] = word.split('=', 2);
    if (!options.includes(option)) return [];
    return inline ?? args[index + 1] ?? [];
  });
}
