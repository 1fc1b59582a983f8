/** One command of a package script: variables set for it, and its words without quotes. */
export interface ScriptCommand {
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/**
 * The commands of a package script in order, as a POSIX shell would split them. Redirections are dropped; words with
 * substitutions (`$(…)`, backticks) stay as they are written. Nothing is expanded.
 */
export function scriptCommands(script: string): readonly ScriptCommand[] {
  return splitCommands(script)
    .map((words) => withoutWrappers(withoutAssignments({ env: {}, words })))
    .filter((command) => command.words.length > 0);
}

/** What separates commands; longest first. */
const token = /\s*(?:(&&|\|\||;|\||&|\n)|((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\;&|])+))/gy;
const redirection = /^\d?(?:>>?|<)(?:&\d)?/;

function splitCommands(script: string): string[][] {
  const commands: string[][] = [[]];
  for (const match of script.trim().matchAll(token)) {
    const [, separator, raw] = match;
    if (separator !== undefined) commands.push([]);
    else if (raw !== undefined) commands.at(-1)?.push(raw);
  }
  return commands.map(withoutRedirections).map((words) => words.map(unquoted));
}

function withoutRedirections(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const match = redirection.exec(word);
    if (!match) kept.push(word);
    // `> file` is two words, `>file` and `2>&1` are one.
    else if (match[0] === word && !word.includes('&')) index += 1;
  }
  return kept;
}

function unquoted(word: string): string {
  return word.replace(
    /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
    (_match, double?: string, single?: string, plain?: string) =>
      double === undefined ? (single ?? plain ?? '') : double.replace(/\\(["\\$`])/g, '$1'),
  );
}

function withoutAssignments(command: ScriptCommand): ScriptCommand {
  const env: Record<string, string> = { ...command.env };
  let index = 0;
  for (; index < command.words.length; index += 1) {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(command.words[index] ?? '');
    if (!match) break;
    env[match[1] ?? ''] = match[2] ?? '';
  }
  return { env, words: command.words.slice(index) };
}

/** Wrapper → its options that take the next word. What follows options is the wrapped command. */
const wrappers: Readonly<Record<string, readonly string[]>> = {
  'cross-env': [],
  'cross-env-shell': [],
  env: [],
  npx: ['-p', '--package', '-c'],
  pnpx: [],
  bunx: [],
  time: [],
  exec: [],
  'dotenvx run': ['-f'],
  dotenv: ['-e', '-p', '-v'],
  'env-cmd': ['-f', '-e', '-r'],
  c8: [
    '-r',
    '--reporter',
    '-x',
    '--exclude',
    '-n',
    '--include',
    '-o',
    '--reports-dir',
    '--temp-directory',
    '--src',
  ],
  nyc: [
    '-r',
    '--reporter',
    '-x',
    '--exclude',
    '-n',
    '--include',
    '-e',
    '--extension',
    '--report-dir',
    '--temp-dir',
  ],
  'pnpm exec': [],
  'pnpm dlx': [],
  'yarn exec': [],
  'npm exec': ['-p', '--package'],
  'yarn dlx': [],
  'bun x': [],
};
const wrappersDeepMax = 6;

function withoutWrappers(command: ScriptCommand): ScriptCommand {
  let current = command;
  for (let depth = 0; depth < wrappersDeepMax; depth += 1) {
    const [first = '', second = ''] = current.words;
    const name = toolName(first);
    const two = `${name} ${second}`;
    const wrapper = two in wrappers ? two : name;
    const valued = Object.hasOwn(wrappers, wrapper) ? wrappers[wrapper] : undefined;
    if (!valued) return current;
    const rest = afterOptions(current.words.slice(wrapper.includes(' ') ? 2 : 1), valued);
    if (rest.length === 0) return current;
    current = withoutAssignments({ env: current.env, words: rest });
  }
  return current;
}

function afterOptions(words: readonly string[], valued: readonly string[]): readonly string[] {
  let index = 0;
  while (index < words.length) {
    const word = words[index] ?? '';
    if (word === '--') return words.slice(index + 1);
    if (!word.startsWith('-')) break;
    index += valued.includes(word) ? 2 : 1;
  }
  return words.slice(index);
}

/** `./node_modules/.bin/jest`, `node_modules/jest/bin/jest.js` and `jest.cmd` are all `jest`. */
export function toolName(word: string): string {
  const base = word.split(/[\\/]/).at(-1) ?? word;
  return base.replace(/\.(?:cmd|ps1|exe|[cm]?js)$/, '');
}
