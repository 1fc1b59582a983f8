import type { Command } from './command.ts';

/** Stops the server with everything it started, and starts it again. */
export const restartServer: Command = {
  id: 'grace.restartServer',
  async run({ wire, log, proposals }) {
    log.info('Restarting the server.');
    await wire.restart();
    await proposals.refresh();
  },
};
