import { isRefusal } from '../base/index.ts';
import type { ProposeRequest, RunResult } from '../features/refactor/index.ts';
import {
  answerRefusal,
  interruptedExitCode,
  printJson,
  textOption,
  textsOption,
  UsageError,
  type Command,
  type CommandContext,
  type ExitCode,
  type OpenedWorkspace,
} from './command.ts';
import { askForApproval } from './ask-approval.ts';
import { refuseUnknownIntent } from './refactor-find.ts';
import { proposalJson } from './proposal-json.ts';
import { renderProposal, renderTotals } from './render.ts';
import { resolveTarget, type Target } from './target.ts';

/** Opportunities tried in one run when the targets name no exact place; `--limit` changes it. */
const opportunitiesMax = 1_000;

/** `grace refactor run`: makes the edits, proves them as a group and, on request, applies what is proven. */
export const refactorRun: Command = {
  words: ['refactor', 'run'],
  usage:
    'grace refactor run [--intent INTENT] [--target PATH[:LINE[:COL[-LINE:COL]]]]… [--apply] [--proof full|types] [--limit N] [--fresh]',
  summary:
    'Refactor, prove the result in a sandbox, and print it as a diff with its verdict. Given again after an interruption, it goes on where it was.',
  options: {
    intent: { type: 'string' },
    target: { type: 'string', multiple: true },
    apply: { type: 'boolean' },
    proof: { type: 'string' },
    limit: { type: 'string' },
    fresh: { type: 'boolean' },
  },
  optionHelp: {
    intent: 'Only this intent; see `grace refactor list`. Needed with an exact position.',
    target:
      'Where: a file, a folder, or a position (1-based). May be given several times. Default: everywhere.',
    apply:
      'Apply what is proven, and look again until nothing is left; each round is one restore point. With `--proof types`: what is checked.',
    proof: '`full` (default): every gate the workspace has. `types`: only parse and types.',
    limit: `At most this many opportunities, best first (default ${opportunitiesMax}).`,
    fresh: 'Use nothing that earlier runs found out: places they refused are tried again.',
  },
  schema: 'refactor-run',
  async run(context) {
    const settings = readSettings(context);
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      return await runRefactor(context, workspace, settings);
    } finally {
      await workspace.dispose();
    }
  },
};

interface RunSettings {
  readonly intent: string | undefined;
  readonly gates: 'full' | 'types';
  readonly limit: number;
}

function readSettings(context: CommandContext): RunSettings {
  const proof = textOption(context, 'proof') ?? 'full';
  if (proof !== 'full' && proof !== 'types') throw new UsageError('--proof takes `full` or `types`.');
  const limit = Number(textOption(context, 'limit') ?? opportunitiesMax);
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit takes a whole number from 1.');
  return { intent: textOption(context, 'intent'), gates: proof, limit };
}

async function runRefactor(
  context: CommandContext,
  workspace: OpenedWorkspace,
  settings: RunSettings,
): Promise<ExitCode> {
  const { terminal } = context;
  const unknown = await refuseUnknownIntent(context, workspace);
  if (unknown) return answerRefusal(context, unknown);
  const targets: Target[] = [];
  for (const words of textsOption(context, 'target')) {
    const target = await resolveTarget(words, workspace);
    if (isRefusal(target)) return answerRefusal(context, target);
    targets.push(target);
  }
  const exact = exactRequests(targets, settings);
  const approved = await askForApproval(context, workspace, settings.gates);
  const { intent, gates, limit } = settings;
  const wanted = gates === 'types' ? 'checked' : 'proven';
  const result = await workspace.batch.run(
    {
      exact,
      paths: targets.length === 0 ? [''] : targets.flatMap(({ path, span }) => (span ? [] : [path])),
      ...(intent === undefined ? {} : { intent }),
      ...{ gates, limit, approved },
      apply: context.values['apply'] === true ? wanted : 'nothing',
      past: context.values['fresh'] === true ? 'ignored' : 'used',
    },
    {
      onProgress: (message) => terminal.progress(message),
      onStep: (step) => terminal.progress(step.message),
      onFile: ({ file, index, total }) => terminal.progress(`Reading ${index + 1} of ${total}: ${file}`),
      onApplied: (point, files) =>
        terminal.note(
          `Applied to ${files} ${files === 1 ? 'file' : 'files'}. Take it back with \`grace restore apply ${point}\`.`,
        ),
    },
    context.signal,
  );
  return answer(context, result);
}

function exactRequests(
  targets: readonly Target[],
  { intent, gates }: RunSettings,
): readonly ProposeRequest[] {
  return targets.flatMap(({ path, span }) => {
    if (!span) return [];
    if (intent === undefined)
      throw new UsageError('A target with a position needs --intent: see `grace refactor list`.');
    return [{ path, intent, span, proof: 'before' as const, gates }];
  });
}

function answer(context: CommandContext, result: RunResult): ExitCode {
  const { terminal, json } = context;
  const proposals = result.outcomes.map((outcome) => proposalJson(outcome, result));
  const { state, rounds, points, waiting, lookedAtBefore, resumed } = result;
  if (json) {
    printJson(context, {
      ...{ proposals, state, rounds, waiting, lookedAtBefore, resumed },
      restorePoints: points,
    });
  } else {
    for (const [index, proposal] of proposals.entries())
      terminal.print(renderProposal(proposal, result.outcomes[index]?.proposal?.notes ?? [], terminal));
    terminal.print(renderTotals(proposals, context.values['apply'] === true, terminal));
    for (const sentence of sentencesOf(result)) terminal.note(sentence);
  }
  if (state === 'interrupted') return interruptedExitCode;
  if (result.refusal) return 3;
  if (proposals.length > 0 && proposals.every(({ verdict }) => verdict === 'refused')) return 3;
  return proposals.some(({ verdict }) => verdict === 'failed' || verdict === 'refused') ? 1 : 0;
}

function sentencesOf({ state, refusal, waiting, lookedAtBefore, resumed, points }: RunResult): string[] {
  const places = (count: number) => (count === 1 ? '1 place' : `${count} places`);
  const said: string[] = [];
  if (refusal)
    said.push(`${points.length > 0 ? 'Not everything' : 'Nothing'} was applied: ${refusal.message}`);
  if (resumed) said.push('This went on where an earlier run was interrupted.');
  if (points.length > 1) said.push('It was applied in several rounds: take the last one back first.');
  if (lookedAtBefore > 0)
    said.push(
      `${places(lookedAtBefore)} were looked at before and nothing changed since; --fresh tries again.`,
    );
  if (waiting > 0) said.push(`${places(waiting)} wait until these changes are applied: run it again then.`);
  if (state === 'interrupted')
    said.push('Interrupted: nothing was left half-done, and the same command goes on from here.');
  return said;
}
