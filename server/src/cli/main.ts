import { parseArgs, type ParseArgsConfig } from 'node:util';
import { isCancelled, messageOf } from '../base/index.ts';
import {
  interruptedExitCode,
  UsageError,
  type Command,
  type CommandContext,
  type ExitCode,
  type Terminal,
} from './command.ts';
import { commands } from './commands.ts';

const globalOptions = {
  workspace: { type: 'string' },
  json: { type: 'boolean' },
  trust: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies NonNullable<ParseArgsConfig['options']>;

const globalHelp: Readonly<Record<keyof typeof globalOptions, string>> = {
  workspace: 'The folder to work on (default: here).',
  json: 'Print the answer as JSON on standard output; logs go to standard error.',
  trust:
    'Trust the workspace and approve its own typecheck, lint and test commands and its services for this run.',
  help: 'Print this help.',
  version: 'Print the version.',
};

export interface Program {
  readonly argv: readonly string[];
  readonly version: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  open(options: {
    folder: string;
    trust: boolean;
    boot: 'whole' | 'as needed';
    terminal: Terminal;
    signal: AbortSignal;
  }): ReturnType<CommandContext['open']>;
  readText: CommandContext['readText'];
  readBytes: CommandContext['readBytes'];
  serve(): Promise<void>;
}

/** Runs one call of `grace` to its exit code; only a broken invariant escapes as an exception. */
export async function main(program: Program): Promise<ExitCode> {
  const { argv, terminal } = program;
  const command = commands.find(({ words }) => words.every((word, index) => argv[index] === word));
  if (!command) return withoutCommand(program);
  try {
    const { values, positionals } = parseArgs({
      args: argv.slice(command.words.length),
      options: { ...command.options, ...globalOptions },
      allowPositionals: true,
    });
    if (values.help === true) {
      terminal.print(commandHelp(command));
      return 0;
    }
    const folder = typeof values.workspace === 'string' ? values.workspace : '.';
    return await command.run({
      values,
      positionals,
      json: values.json === true,
      terminal,
      signal: program.signal,
      readText: (file) => program.readText(file),
      readBytes: (file, signal) => program.readBytes(file, signal),
      open: (boot = 'as needed') =>
        program.open({
          ...{ folder, boot, terminal, signal: program.signal },
          trust: values.trust === true,
        }),
      serve: () => program.serve(),
    });
  } catch (thrown) {
    return answerThrown(thrown, command, program);
  }
}

function answerThrown(thrown: unknown, command: Command, { argv, terminal }: Program): ExitCode {
  if (isCancelled(thrown)) {
    const sentence = 'Interrupted: nothing was left half-done.';
    if (argv.includes('--json')) terminal.print(`${JSON.stringify({ interrupted: sentence })}\n`);
    else terminal.note(sentence);
    return interruptedExitCode;
  }
  // `parseArgs` reports the caller's mistakes as TypeErrors with a code of its own.
  const usage =
    thrown instanceof UsageError ||
    (thrown instanceof TypeError && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS'));
  if (!usage) throw thrown;
  terminal.note(`${messageOf(thrown)}\nUsage: ${command.usage}`);
  return 2;
}

function withoutCommand({ argv, terminal, version }: Program): ExitCode {
  if (argv.includes('--version')) {
    terminal.print(`${version}\n`);
    return 0;
  }
  const asked = argv.length === 0 || argv.includes('--help') || argv.includes('-h') || argv[0] === 'help';
  const help = overview(argv[0]);
  if (asked) terminal.print(help);
  else terminal.note(`There is no command '${argv.slice(0, 2).join(' ')}'.\n\n${help}`);
  return asked ? 0 : 2;
}

function overview(firstWord: string | undefined): string {
  const family = commands.filter(({ words }) => words[0] === firstWord);
  const shown = family.length > 0 ? family : commands;
  const width = Math.max(...shown.map(({ words }) => words.join(' ').length));
  const rows = shown.map(({ words, summary }) => `  grace ${words.join(' ').padEnd(width)}  ${summary}`);
  return `Grace refactors and repairs, and proves every change with your own tools.\n\n${rows.join('\n')}\n\n${optionRows(globalOptions, globalHelp)}`;
}

/** Usage, summary and options of one command, also the source of its page in the generated docs. */
export function commandHelp(command: Command): string {
  return `${command.usage}\n\n${command.summary}\n\n${optionRows({ ...command.options, ...globalOptions }, { ...command.optionHelp, ...globalHelp })}`;
}

function optionRows(
  options: NonNullable<ParseArgsConfig['options']>,
  help: Readonly<Record<string, string>>,
): string {
  const names = Object.entries(options).map(
    ([name, { type }]) => [name, `--${name}${type === 'string' ? ' …' : ''}`] as const,
  );
  const width = Math.max(...names.map(([, shown]) => shown.length));
  return names.map(([name, shown]) => `  ${shown.padEnd(width)}  ${help[name] ?? ''}\n`).join('');
}
