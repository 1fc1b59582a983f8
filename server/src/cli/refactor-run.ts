import { isRefusal, refused, type Refusal } from '../base/index.ts';
import { spanOf, type Gates, type ProposalJson, type Span } from '../protocol/index.ts';
import { unifiedDiff, type Outcome, type ProposeRequest } from '../features/refactor/index.ts';
import {
  answerRefusal,
  printJson,
  textOption,
  textsOption,
  UsageError,
  type Command,
  type CommandContext,
  type OpenedWorkspace,
} from './command.ts';
import { refuseUnknownIntent } from './refactor-find.ts';
import { renderProposal, renderTotals } from './render.ts';
import { resolveTarget, type Target } from './target.ts';

/** Opportunities proven in one run when the targets name no exact place; `--limit` changes it. */
const opportunitiesMax = 1_000;

/** `grace refactor run`: makes the edits, proves them as a group and, on request, applies what is proven. */
export const refactorRun: Command = {
  words: ['refactor', 'run'],
  usage:
    'grace refactor run [--intent INTENT] [--target PATH[:LINE[:COL[-LINE:COL]]]]… [--apply] [--proof full|types] [--limit N]',
  summary: 'Refactor, prove the result in a sandbox, and print it as a diff with its verdict.',
  options: {
    intent: { type: 'string' },
    target: { type: 'string', multiple: true },
    apply: { type: 'boolean' },
    proof: { type: 'string' },
    limit: { type: 'string' },
  },
  optionHelp: {
    intent: 'Only this intent; see `grace refactor list`. Needed with an exact position.',
    target:
      'Where: a file, a folder, or a position (1-based). May be given several times. Default: everywhere.',
    apply: 'Apply what is proven, all of it as one restore point. With `--proof types`: what is checked.',
    proof: '`full` (default): every gate the workspace has. `types`: only parse and types.',
    limit: `At most this many opportunities, best first (default ${opportunitiesMax}).`,
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

async function runRefactor(context: CommandContext, workspace: OpenedWorkspace, settings: RunSettings) {
  const unknown = await refuseUnknownIntent(context, workspace);
  if (unknown) return answerRefusal(context, unknown);
  const targets: Target[] = [];
  for (const words of textsOption(context, 'target')) {
    const target = await resolveTarget(words, workspace);
    if (isRefusal(target)) return answerRefusal(context, target);
    targets.push(target);
  }
  const requests = await collectRequests(context, workspace, settings, targets);
  if (requests.length > 0) await askForApproval(context, workspace, settings);
  const outcomes = await workspace.refactor.proposeAll(
    requests,
    {
      onProgress: (message) => context.terminal.progress(message),
      onStep: (step) => context.terminal.progress(step.message),
    },
    context.signal,
  );
  const applied = await applyProven(context, workspace, settings, outcomes);
  const proposals = outcomes.map((outcome) => proposalJson(outcome, applied));
  if (context.json) printJson(context, { proposals });
  else {
    for (const [index, proposal] of proposals.entries())
      context.terminal.print(
        renderProposal(proposal, outcomes[index]?.proposal?.notes ?? [], context.terminal),
      );
    context.terminal.print(renderTotals(proposals, context.values['apply'] === true, context.terminal));
  }
  return exitCodeOf(proposals, applied);
}

/** Exact positions become one request each; files, folders and no target at all are searched. */
async function collectRequests(
  context: CommandContext,
  workspace: OpenedWorkspace,
  settings: RunSettings,
  targets: readonly Target[],
): Promise<readonly ProposeRequest[]> {
  const request = (path: string, intent: string, span: Span): ProposeRequest => ({
    path,
    intent,
    span,
    proof: 'before',
    gates: settings.gates,
  });
  const exact = targets.flatMap(({ path, span }) => {
    if (!span) return [];
    if (settings.intent === undefined)
      throw new UsageError('A target with a position needs --intent: see `grace refactor list`.');
    return [request(path, settings.intent, span)];
  });
  const searched = targets.length === 0 ? [''] : targets.flatMap(({ path, span }) => (span ? [] : [path]));
  if (searched.length === 0) return exact;
  const opportunities = await workspace.refactor.find(
    { paths: searched, ...(settings.intent ? { intent: settings.intent } : {}) },
    ({ file, index, total }) => context.terminal.progress(`Reading ${index + 1} of ${total}: ${file}`),
    context.signal,
  );
  const found: ProposeRequest[] = [];
  for (const { file, intent, range } of opportunities.slice(0, settings.limit)) {
    const span = spanOf((await workspace.read(file)) ?? '', range);
    if (span) found.push(request(file, intent, span));
  }
  return [...exact, ...found];
}

/** Shows the exact commands before the workspace's tools run for the first time, and asks where somebody can answer. */
async function askForApproval(context: CommandContext, workspace: OpenedWorkspace, settings: RunSettings) {
  const { terminal } = context;
  if (settings.gates === 'types') return;
  const approval = await workspace.refactor.approval();
  if (isRefusal(approval) || approval.approved === true || approval.commands.length === 0) return;
  terminal.note('To prove a change, Grace runs these tools of the workspace in a private copy:');
  for (const { argv, cwd } of approval.commands)
    terminal.note(`  ${cwd === '' ? '' : `(in ${cwd}) `}${argv.join(' ')}`);
  if (approval.approved === undefined && terminal.confirm) {
    const yes = await terminal.confirm('Run them, now and whenever a proof needs them?', context.signal);
    await workspace.refactor.approve(approval.commands, yes ? 'approved' : 'denied');
    if (yes) return;
  }
  terminal.note('They are not approved, so no verdict is better than checked: approve them with --trust.');
}

interface Applied {
  readonly ids: ReadonlySet<string>;
  readonly refusal?: Refusal;
}

async function applyProven(
  context: CommandContext,
  workspace: OpenedWorkspace,
  settings: RunSettings,
  outcomes: readonly Outcome[],
): Promise<Applied> {
  if (context.values['apply'] !== true) return { ids: new Set() };
  const wanted = settings.gates === 'types' ? ['proven', 'checked'] : ['proven'];
  const chosen = outcomes.flatMap(({ proposal }) =>
    proposal && wanted.includes(proposal.verdict) ? [proposal] : [],
  );
  if (chosen.length === 0) return { ids: new Set() };
  const title = chosen.length === 1 ? (chosen[0]?.title ?? '') : `${chosen.length} proven refactors`;
  const ids = chosen.map(({ id }) => id);
  const left = outcomes.filter(({ proposal }) => proposal && !chosen.includes(proposal)).length;
  const doubt = left > 0 ? await doubtOf(ids, context, workspace) : undefined;
  const point = doubt ?? (await workspace.refactor.applyTogether(ids, title, context.signal));
  if (isRefusal(point)) {
    context.terminal.note(`Nothing was applied: ${point.message}`);
    return { ids: new Set(), refusal: point };
  }
  context.terminal.note(`Applied. Take it back with \`grace restore apply ${point.id}\`.`);
  return { ids: new Set(chosen.map(({ id }) => id)) };
}

/** The group was proven with members that are not applied: just the chosen ones have to hold as well. */
async function doubtOf(ids: readonly string[], context: CommandContext, workspace: OpenedWorkspace) {
  const report = await workspace.refactor.proveTogether(
    ids,
    { onStep: (step) => context.terminal.progress(step.message) },
    context.signal,
  );
  if (isRefusal(report)) return report;
  if (report.verdict === 'proven') return undefined;
  return refused(`The proven changes do not hold without the others: ${report.summary}`);
}

function proposalJson(outcome: Outcome, applied: Applied): ProposalJson {
  const { proposal, refusal, report } = outcome;
  const change = proposal?.change ?? outcome.change;
  const isApplied = proposal !== undefined && applied.ids.has(proposal.id);
  const reason = refusal?.message ?? (proposal && !isApplied ? applied.refusal?.message : undefined);
  return {
    id: proposal?.id ?? '',
    intent: outcome.request.intent,
    title: outcome.title,
    files: change?.files.map(({ path }) => path) ?? [outcome.request.path],
    diff: change ? unifiedDiff(change) : '',
    verdict: report?.verdict ?? 'refused',
    proof: report?.gates ?? gatesNotRun(refusal?.message ?? 'It was refused before the proof.'),
    applied: isApplied,
    ...(reason ? { refused: reason } : {}),
    ...(report ? { report } : {}),
  };
}

function gatesNotRun(reason: string): Gates {
  const gate = { status: 'skipped' as const, ms: 0, newProblems: [], reason };
  return { parse: gate, types: gate, lint: gate, tests: gate };
}

function exitCodeOf(proposals: readonly ProposalJson[], applied: Applied) {
  if (applied.refusal) return 3;
  if (proposals.length > 0 && proposals.every(({ verdict }) => verdict === 'refused')) return 3;
  return proposals.some(({ verdict }) => verdict === 'failed' || verdict === 'refused') ? 1 : 0;
}
