import type { Command } from './command.ts';

/** Opens the log. */
export const showLogs: Command = {
  id: 'grace.showLogs',
  run({ log }) {
    log.show();
  },
};
