import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** Reading and putting back take far less; whoever waits for longer waits for something that does not come. */
const answerMsMax = 120_000;
const answerBytesMax = 16 * 1024 * 1024;

/** Grace's own command line, for what cannot be done while its server runs. */
export interface CommandLine {
  /** Runs a command in a folder, and answers what it prints as JSON: what was asked for, or why it was refused. */
  ask<T>(folder: string, argv: readonly string[]): Promise<T | { readonly refused: string }>;
}

export function createCommandLine(extensionPath: string): CommandLine {
  const program = join(extensionPath, 'dist', 'grace.js');
  return {
    ask: <T>(folder: string, argv: readonly string[]) =>
      new Promise<T | { readonly refused: string }>((resolve, reject) => {
        execFile(
          process.execPath,
          [program, ...argv, '--json', '--workspace', folder],
          {
            ...{ cwd: folder, timeout: answerMsMax, maxBuffer: answerBytesMax, windowsHide: true },
            // The editor's own program is a Node only where it is told to be one.
            env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
          },
          (error, output, said) => {
            // A command that refuses ends with a code as well as with an answer.
            if (output.startsWith('{')) resolve(JSON.parse(output) as T);
            else reject(new Error(said.trim() || (error?.message ?? 'The command answered nothing.')));
          },
        );
      }),
  };
}
