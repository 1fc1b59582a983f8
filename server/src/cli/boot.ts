import { isRefusal } from '../base/index.ts';
import { tierNames, type BootReport, type KernelHealth, type PhaseResult } from '../protocol/index.ts';
import { answerRefusal, printJson, type Command, type CommandContext } from './command.ts';
import { painter } from './render.ts';

/** `grace boot`: brings everything up once, and tells how that went. */
export const boot: Command = {
  words: ['boot'],
  usage: 'grace boot',
  summary:
    'Bring everything up once and show how that went: phases, checks and kernels. Exit code 1 when it does not come up whole.',
  options: {},
  optionHelp: {},
  schema: 'boot',
  async run(context) {
    const workspace = await context.open('whole');
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      await workspace.health.booted();
      await workspace.health.proven();
      const report = workspace.health.report();
      if (context.json) printJson(context, report);
      else context.terminal.print(textOf(report, context));
      return report.live ? 0 : 1;
    } finally {
      await workspace.dispose();
    }
  },
};

function textOf(report: BootReport, context: CommandContext): string {
  const paint = painter(context.terminal);
  const { phases, checks, kernels, ms, live, safeMode, rollback } = report;
  const head = live ? `Live after ${Math.round(ms)} ms.` : (safeMode ?? 'Grace did not come up.');
  const blocks = [
    [paint('bold', head), ...(rollback === undefined ? [] : [rollback.detail])],
    [...phases.map((phase) => phaseLine(phase, ms)), ...canaryLines(report)],
    checks.map(
      ({ name, state, detail }) => `  ${state.padEnd(4)}  ${name.padEnd(nameWidth(checks))}  ${detail}`,
    ),
    ...tierNames.map((title, tier) =>
      tierLines(
        title,
        kernels.filter((kernel) => kernel.tier === tier),
      ),
    ),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** How all parts did at the same time, which nothing waited for. */
function canaryLines({ canary }: BootReport): readonly string[] {
  if (canary === undefined) return [];
  const { state, ms, detail } = canary;
  return [
    `  All parts at the same time, after that: ${[`${state} in ${ms} ms`, detail].filter(Boolean).join(': ')}`,
  ];
}

const barWidth = 32;

/** One bar of the waterfall: where in the whole the phase lies. */
function phaseLine({ name, ms, fromMs, state, detail }: PhaseResult, totalMs: number): string {
  const scale = barWidth / Math.max(1, totalMs);
  const from = Math.min(barWidth - 1, Math.floor(fromMs * scale));
  const width = Math.max(1, Math.min(barWidth - from, Math.round(ms * scale)));
  const bar = `${' '.repeat(from)}${'█'.repeat(width)}`.padEnd(barWidth);
  const said = state === 'done' ? '' : `  ${[state, detail].filter(Boolean).join(': ')}`;
  return `  ${name.padEnd(phaseWidth)}  ${bar}  ${ms.toFixed(0).padStart(msWidth)} ms${said}`;
}

const phaseWidth = 'foundation'.length;
const msWidth = 5;

function tierLines(title: string, kernels: readonly KernelHealth[]): readonly string[] {
  const width = nameWidth(kernels);
  return [
    title,
    ...kernels.map(({ name, state, readyMs, restarts, detail }) => {
      const time = readyMs === undefined ? '' : `${readyMs.toFixed(0)} ms`;
      const again = restarts === 0 ? '' : `restarted ${restarts} times`;
      const more = [detail, again].filter(Boolean).join('; ');
      return `  ${name.padEnd(width)}  ${state.padEnd(stateWidth)}  ${time.padStart(timeWidth)}  ${more}`.trimEnd();
    }),
  ];
}

const stateWidth = 'degraded'.length;
const timeWidth = 8;

function nameWidth(named: readonly { readonly name: string }[]): number {
  return Math.max(...named.map(({ name }) => name.length));
}
