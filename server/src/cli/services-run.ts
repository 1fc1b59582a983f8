import { isRefusal, refused, type Refusal } from '../base/index.ts';
import type { ServicePlan, WatchedService } from '../services/watched/index.ts';
import {
  answerRefusal,
  interruptedExitCode,
  UsageError,
  type Command,
  type CommandContext,
  type OpenedWorkspace,
} from './command.ts';
import { noServices } from './services-list.ts';
import { tellOfService } from './services-tell.ts';

/** `grace services run`: the programs of a workspace, kept running until the command is ended. */
export const servicesRun: Command = {
  words: ['services', 'run'],
  usage: 'grace services run [NAME...]',
  summary:
    'Run the programs that `.grace/config.yaml` names under `services`, or some of them, and start again what falls over: at once, then more and more slowly. What failed is recognised, and what is known of it told. Ends them all when it is ended. Exit code 1 when one failed for good.',
  options: {},
  optionHelp: {},
  schema: 'services-run',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    const running: WatchedService[] = [];
    try {
      const none = workspace.services.whyNone();
      if (none) return answerRefusal(context, none);
      const plans = chosen(await workspace.services.plans(), context.positionals);
      if (plans.length === 0) context.terminal.note(noServices);
      const refusal = await startAll(plans, running, workspace, context);
      if (refusal) return answerRefusal(context, refusal);
      const states = await Promise.race([
        Promise.all(running.map(({ over }) => over)),
        interrupted(context.signal),
      ]);
      if (states === 'interrupted') return interruptedExitCode;
      return states.some(({ name }) => name === 'failed') ? 1 : 0;
    } finally {
      await Promise.all(running.map((service) => service.stop()));
      await workspace.dispose();
    }
  },
};

function chosen(plans: readonly ServicePlan[], names: readonly string[]): readonly ServicePlan[] {
  const unknown = names.find((name) => !plans.some((plan) => plan.name === name));
  if (unknown !== undefined)
    throw new UsageError(
      `This workspace names no service ${unknown}: see \`grace services list\` for those it names.`,
    );
  return names.length === 0 ? plans : plans.filter(({ name }) => names.includes(name));
}

/** Asks for all of them before the first one runs. */
async function startAll(
  plans: readonly ServicePlan[],
  running: WatchedService[],
  workspace: OpenedWorkspace,
  context: CommandContext,
): Promise<Refusal | undefined> {
  for (const plan of plans) {
    const refusal = await askFor(plan, workspace, context);
    if (refusal) return refusal;
  }
  const width = Math.max(0, ...plans.map(({ name }) => name.length));
  for (const [index, plan] of plans.entries()) {
    const service = await workspace.services.watch(plan);
    if (isRefusal(service)) return service;
    running.push(service);
    tellOfService(service, { context, workspace, width, index });
  }
  return undefined;
}

/** Shows the exact command before it runs for the first time, where somebody can answer. */
async function askFor(
  plan: ServicePlan,
  { services }: OpenedWorkspace,
  { terminal, signal }: CommandContext,
): Promise<Refusal | undefined> {
  const approved = await services.approval(plan);
  if (approved === true) return undefined;
  const command = `${plan.argv.join(' ')}${plan.cwd === '' ? '' : ` in ${plan.cwd}`}`;
  if (!terminal.confirm)
    return refused(
      `${plan.name} would run \`${command}\`, which nobody approved yet: run this where you can answer, or approve it with --trust.`,
    );
  terminal.note(`${plan.name} runs ${command}`);
  const yes = await terminal.confirm('Run it, now and whenever it is asked for?', signal);
  await services.remember(plan, yes ? 'approved' : 'denied');
  return yes ? undefined : refused(`${plan.name} is not approved, so no service was started.`);
}

function interrupted(signal: AbortSignal): Promise<'interrupted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('interrupted');
    signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
}
