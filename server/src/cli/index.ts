/** The command line promises the public contract: JSON by schema, 1-based positions, exit codes 0 to 3, and 130. */
export { interruptedExitCode, type OpenedWorkspace, type Terminal } from './command.ts';
export { commands } from './commands.ts';
export { commandHelp, main, type Program } from './main.ts';
export { createTerminal, quietTerminal } from './terminal.ts';
