import { UsageError, type Command } from './command.ts';

/** `grace serve --stdio`: the language server. */
export const serve: Command = {
  words: ['serve'],
  usage: 'grace serve --stdio',
  summary: 'Run the language server on standard input and output.',
  options: { stdio: { type: 'boolean' } },
  optionHelp: { stdio: 'Talk LSP over standard input and output; the only transport there is.' },
  async run(context) {
    if (context.values['stdio'] !== true)
      throw new UsageError('Say `grace serve --stdio`: there is no other transport.');
    await context.serve();
    return 0;
  },
};
