import { join } from 'node:path';
import { systemProbes, systemPrograms } from '../adapters/index.ts';
import { refusedForNow } from '../base/index.ts';
import { openApprovals } from '../features/refactor/index.ts';
import { createWatchedServices, type ServicePlan, type WatchedServices } from '../services/watched/index.ts';
import type { Around } from './around.ts';
import type { Fitness } from './fitness.ts';
import type { Record } from './log-parts.ts';
import type { Relays } from './relays.ts';

interface Ports {
  readonly around: Around;
  readonly relays: Relays;
  readonly fitness: Pick<Fitness, 'whyReadOnly'>;
  readonly record: Record;
}

/** The programs that a workspace names in `services`, under the same approvals and rules as its tools. */
export function openWatchedServices({ around, relays, fitness, record }: Ports): WatchedServices {
  const { request, clock, random, disk, state, facts } = around;
  const approvals = openApprovals(join(state.folder, 'approvals.json'), disk, request.approvals);
  const commandsOf = ({ argv, cwd }: ServicePlan) => [{ gate: 'service', argv: [...argv], cwd }];
  return createWatchedServices({
    ...{ root: facts.root, disk, clock, random },
    ...{ programs: systemPrograms, probes: systemProbes },
    named: () => Promise.resolve(relays.settings.service.workspace().services),
    whyNone() {
      if (!request.trusted())
        return refusedForNow(
          'No service runs: this workspace is not trusted. Trust it in the editor, or give --trust.',
        );
      const why = fitness.whyReadOnly();
      return why === undefined ? relays.settings.service.rules.whyNoTools() : refusedForNow(why);
    },
    approvals: {
      approval: (plan) => approvals.answer(commandsOf(plan)),
      async remember(plan, answer) {
        await approvals.remember(commandsOf(plan), answer);
        // What holds for this run only is not an answer that anybody gave.
        if (request.approvals === 'ask') await record(`tools.${answer}`, { commands: commandsOf(plan) });
      },
    },
  });
}
