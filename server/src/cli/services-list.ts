import { isRefusal } from '../base/index.ts';
import type { NamedService } from '../protocol/index.ts';
import type { ServicePlan } from '../services/watched/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';
import { painter } from './render.ts';

/** `grace services list`: the programs that a workspace names. */
export const servicesList: Command = {
  words: ['services', 'list'],
  usage: 'grace services list',
  summary:
    'List the programs that `.grace/config.yaml` names under `services`, with their commands and whether you approved them.',
  options: {},
  optionHelp: {},
  schema: 'services-list',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const services: NamedService[] = [];
      for (const plan of await workspace.services.plans()) {
        const approved = await workspace.services.approval(plan);
        const { name, argv, cwd, restart } = plan;
        services.push({
          ...{ name, argv: [...argv], cwd, restart, ready: readyWords(plan) },
          ...(approved === undefined ? {} : { approved }),
        });
      }
      if (context.json) printJson(context, { services });
      else if (services.length === 0) context.terminal.note(noServices);
      const paint = painter(context.terminal);
      for (const { name, argv, cwd, ready, restart, approved } of context.json ? [] : services)
        context.terminal.print(
          [
            `${paint('bold', name)}  ${cwd === '' ? '' : `(in ${cwd}) `}${argv.join(' ')}`,
            `  ready when ${ready}; ${restartWords[restart]}${approved === true ? '' : '; not approved'}`,
            '',
          ].join('\n'),
        );
      return 0;
    } finally {
      await workspace.dispose();
    }
  },
};

export const noServices =
  'This workspace names no services: add some under `services` in .grace/config.yaml.';

const restartWords: Readonly<Record<NamedService['restart'], string>> = {
  never: 'never started again',
  on_failure: 'started again when it ended with an error',
  always: 'started again whenever it ended',
};

function readyWords({ probe }: ServicePlan): string {
  switch (probe?.kind) {
    case 'url':
      return `${probe.url} answers${probe.status === undefined ? '' : ` ${probe.status}`}`;
    case 'port':
      return `port ${probe.port} takes connections`;
    case 'line':
      return `it prints "${probe.text}"`;
    case undefined:
      return 'it has run for a second';
  }
}
