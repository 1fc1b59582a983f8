import type { TestTool } from './facts.ts';

export type RunnerKind = Extract<TestTool, { state: 'ready' }>['kind'];

/**
 * The arguments of a test command that say *what* is run (configs, patterns, loaders, projects), without those that say
 * how it is shown, repeated or recorded: Grace brings its own.
 */
export function keptArguments(kind: RunnerKind, words: readonly string[]): readonly string[] {
  const { plain, valued, valuedInline } = dropped[kind];
  const kept: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [flag = ''] = word.split('=', 1);
    const hasValue = word.includes('=');
    if (subcommands[kind].includes(word) && kept.length === 0) continue;
    if (word === '--') continue;
    if (valued.includes(flag)) {
      if (!hasValue) index += 1;
      continue;
    }
    if (plain.includes(flag) || valuedInline.some((prefix) => flag.startsWith(prefix))) {
      // `--coverage true` and `--watch=false` carry their value along.
      if (!hasValue && /^(?:true|false)$/.test(words[index + 1] ?? '')) index += 1;
      continue;
    }
    kept.push(word);
  }
  return kept;
}

interface Dropped {
  /** Flags without a value. */
  readonly plain: readonly string[];
  /** Flags whose value is the next word, or behind `=`. */
  readonly valued: readonly string[];
  /** Families of flags that never take the next word. */
  readonly valuedInline: readonly string[];
}

const subcommands: Readonly<Record<RunnerKind, readonly string[]>> = {
  vitest: ['run', 'watch', 'dev', 'related'],
  jest: [],
  mocha: [],
  ava: [],
  tap: ['run'],
  'node:test': [],
};

const colour = ['--color', '--no-color', '--colors', '--no-colors'];

const dropped: Readonly<Record<RunnerKind, Dropped>> = {
  vitest: {
    plain: [
      ...['-w', '--watch', '--no-watch', '--run', '--ui', '--open', '-u', '--update', '--silent', '--bail'],
      ...[
        '--passWithNoTests',
        '--pass-with-no-tests',
        '--hideSkippedTests',
        '--logHeapUsage',
        '--clearScreen',
      ],
      ...['--typecheck.only', '--standalone', '--no-coverage', '--inspect', '--inspect-brk', ...colour],
    ],
    valued: ['--reporter', '--outputFile', '--changed', '--shard', '--mergeReports'],
    valuedInline: ['--coverage', '--reporter.', '--outputFile.', '--bail=', '--api', '--browser.ui'],
  },
  jest: {
    plain: [
      ...[
        '--watch',
        '--watchAll',
        '--verbose',
        '--silent',
        '-u',
        '--updateSnapshot',
        '--bail',
        '-b',
        '--ci',
        '-o',
      ],
      ...[
        '--onlyChanged',
        '--lastCommit',
        '--passWithNoTests',
        '--notify',
        '--coverage',
        '--collectCoverage',
      ],
      ...[
        '--json',
        '--detectOpenHandles',
        '--logHeapUsage',
        '--expand',
        '--no-cache',
        '--noStackTrace',
        ...colour,
      ],
      ...[
        '--watchman',
        '--no-watchman',
        '--onlyFailures',
        '-f',
        '--showConfig',
        '--clearCache',
        '--useStderr',
      ],
    ],
    valued: [
      ...[
        '--outputFile',
        '--coverageDirectory',
        '--coverageReporters',
        '--collectCoverageFrom',
        '--changedSince',
      ],
      ...['--coverageProvider', '--shard', '--coverageThreshold', '--testResultsProcessor'],
    ],
    valuedInline: ['--reporters', '--no-coverage'],
  },
  mocha: {
    plain: [
      ...[
        '-w',
        '--watch',
        '-b',
        '--bail',
        '-G',
        '--growl',
        '-C',
        '-c',
        '--diff',
        '--full-trace',
        '--inline-diffs',
      ],
      ...['--pass-on-failing-test-suite', '--dry-run', '--fail-zero', '-s', ...colour],
    ],
    valued: [
      ...[
        '-R',
        '--reporter',
        '-O',
        '--reporter-option',
        '--reporter-options',
        '--watch-files',
        '--watch-ignore',
      ],
    ],
    valuedInline: ['--inspect'],
  },
  ava: {
    plain: [
      '-w',
      '--watch',
      '-u',
      '--update-snapshots',
      '-v',
      '--verbose',
      '--fail-fast',
      '-t',
      '--tap',
      ...colour,
    ],
    valued: [],
    valuedInline: [],
  },
  tap: {
    plain: [
      ...[
        '-w',
        '--watch',
        '-b',
        '--bail',
        '--no-bail',
        '--allow-empty-coverage',
        '--allow-incomplete-coverage',
      ],
      ...[
        '--disable-coverage',
        '--no-coverage',
        '--show-full-coverage',
        '--no-check-coverage',
        '--check-coverage',
      ],
      ...['-S', '--snapshot', '-C', '-c', '--only-changed', '--changed', '-n', ...colour],
    ],
    valued: ['-R', '--reporter', '--coverage-report', '--coverage-map', '--reporter-file'],
    valuedInline: ['--coverage-'],
  },
  'node:test': {
    plain: [
      ...[
        '--test',
        '--watch',
        '--experimental-test-coverage',
        '--test-update-snapshots',
        '--test-force-exit',
      ],
      ...['--watch-preserve-output', '--test-only', '--enable-source-maps'],
    ],
    valued: ['--test-reporter', '--test-reporter-destination', '--watch-path', '--test-shard'],
    valuedInline: ['--test-coverage-', '--inspect'],
  },
};
