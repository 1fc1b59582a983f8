/** The command line, which `dist/grace.js` starts. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRefusal, messageOf } from '../base/index.ts';
import { createTerminal, interruptedExitCode, main, quietTerminal, type Terminal } from '../cli/index.ts';
import { environmentSecrets } from '../core/secrets/index.ts';
import { openWorkspace } from './compose.ts';
import { cliWorkspace } from './cli-workspace.ts';
import { deadManWord, waitForDeath } from './dead-man.ts';
import { readBytes } from './read-bytes.ts';
import { readText } from './read-text.ts';
import { openSecrecy, type Secrecy } from './secrecy.ts';

/** A second interrupt ends the process at once; the first one lets running tools be stopped in order. */
const interruptsToForce = 2;

/** Runs the command that the process was started with, and sets the exit code. */
export function runCommandLine(): void {
  const cancel = cancelledByInterrupts();
  const secrecy = openSecrecy();
  const terminal = quietTerminal(
    createTerminal(process.stdin, process.stdout, process.stderr, process.env),
    secrecy.redactor,
  );
  const argv = process.argv.slice(2);
  const isDeadMan = argv[0] === deadManWord;
  const running = isDeadMan
    ? waitForDeath(process.stdin, argv[1] ?? '')
    : commandLine(argv, { terminal, secrecy, signal: cancel });
  void running.then(
    (code) => {
      process.exitCode = code;
    },
    (thrown: unknown) => {
      terminal.note(`Grace failed: ${messageOf(thrown)}`);
      if (thrown instanceof Error && process.env['GRACE_LOG'] !== undefined)
        terminal.note(thrown.stack ?? '');
      process.exitCode = 1;
    },
  );
}

function cancelledByInterrupts(): AbortSignal {
  const cancel = new AbortController();
  let interrupts = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      interrupts += 1;
      if (interrupts >= interruptsToForce) process.exit(interruptedExitCode);
      cancel.abort();
    });
  return cancel.signal;
}

interface Around {
  readonly terminal: Terminal;
  readonly secrecy: Secrecy;
  readonly signal: AbortSignal;
}

function commandLine(
  argv: readonly string[],
  { terminal, secrecy, signal: cancelled }: Around,
): Promise<number> {
  return main({
    argv,
    version: versionOf(),
    terminal,
    signal: cancelled,
    async open({ folder, trust, boot, signal }) {
      const opened = await openWorkspace(
        {
          folder: resolve(folder),
          approvals: trust ? 'always' : 'ask',
          trusted: () => true,
          overlays: () => new Map(),
          boot,
          serves: 'commands',
          secretProvider: environmentSecrets(process.env),
          secrecy,
          log: (level, message) => {
            if (level !== 'info' || process.env['GRACE_LOG'] === 'info') terminal.note(message);
          },
        },
        signal,
      );
      if (isRefusal(opened)) return opened;
      const say = (recoveries: readonly { readonly message: string }[]) => {
        for (const { message } of recoveries) terminal.note(message);
      };
      say(opened.recoveries());
      opened.onRecovered(say);
      return cliWorkspace(opened);
    },
    readText,
    readBytes,
    // What starts it is a file of its own, beside this one.
    serve: () => import(`${__dirname}/server.js`).then(() => new Promise<void>(() => undefined)),
  });
}

function versionOf(): string {
  const manifest = JSON.parse(readFileSync(`${__dirname}/../package.json`, 'utf8')) as { version: string };
  return manifest.version;
}
