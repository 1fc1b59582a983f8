import { isRefusal, type Refusal } from '../../base/index.ts';
import type { ToolRun } from '../../core/ports/index.ts';
import type { ChangeSet, GateName, Gates, ProofReport } from '../../protocol/index.ts';
import type { ChangeFacts } from '../analysis/index.ts';
import type { WorkspaceFacts } from '../workspace/index.ts';
import { openBaselines } from './baseline.ts';
import type { ProofPorts } from './create-proof.ts';
import { sumOf, type LineCoverage } from './gates/coverage.ts';
import type { GateRequest } from './gates/gate.ts';
import { commandsOf } from './commands-of.ts';
import { parseGate } from './gates/parse.ts';
import { proveTests } from './gates/tests.ts';
import { observeDifference } from './observe-difference.ts';
import { lintsWithTypes, typedDependents } from './typed-dependents.ts';
import { mapTests } from './map-tests.ts';
import type { BodiesCache } from './map/index.ts';
import { privateFiles } from './private-files.ts';
import type { ProveOptions } from './proof.ts';
import type { Residents } from './resident/index.ts';
import { refusedReport, skippedGate, skippedGates } from './reports.ts';
import { redactedAnswer, redactedReport } from './redacted.ts';
import { runTool } from './run-tool.ts';
import type { Sandbox } from './sandbox/index.ts';
import { installReporters, layersOf, type Layers } from './layers.ts';
import { isLasting, proofKey, restoreProof, storeProof } from './remembered-proof.ts';
import { judge } from './verdict.ts';

/** What a proof needs besides the change: the ports, and the sandbox of the workspace. */
export interface ProofWorld extends ProofPorts {
  readonly residents: Residents;
  readonly bodiesCache: BodiesCache;
  sandboxFor(facts: WorkspaceFacts, signal: AbortSignal): Promise<Sandbox | Refusal>;
}

/** A report, and what it rests on, so that the members of a group can be told apart. */
export interface Proven {
  readonly report: ProofReport;
  readonly coverage: readonly LineCoverage[] | undefined;
  readonly facts: Pick<ChangeFacts, 'sameEmit'> | undefined;
}

/**
 * Proves one change: facts that need only syntax, then, in the sandbox, types and linter side by side and the tests.
 * What follows a gate that failed is not run. The tree is compared with what was proven before and after.
 */
export async function proveChange(
  change: ChangeSet,
  options: ProveOptions,
  world: ProofWorld,
  signal: AbortSignal,
): Promise<Proven> {
  const started = world.clock.monotonic();
  const elapsed = () => world.clock.monotonic() - started;
  const gates: Partial<Gates> = {};
  let leftOut: Sandbox['leftOut'] = [];
  const step = (gate: GateName | 'sandbox' | 'screen', message: string) =>
    options.onStep?.({ gate, message, gates: { ...gates } });
  const refuse = (reason: string): Proven => ({
    report: refusedReport(reason, elapsed()),
    coverage: undefined,
    facts: undefined,
  });

  if (change.files.length === 0) return refuse('There is nothing to prove: the change is empty.');
  step('parse', 'parse: reading the change');
  const facts = await world.analysis.facts(change, signal);
  gates.parse = parseGate(facts, elapsed());
  const conclude = (coverage?: readonly LineCoverage[]): Proven =>
    redactedReport(concluded(gates, facts, coverage, elapsed(), leftOut), world.redactor);
  if (gates.parse.status === 'fail') {
    fill(gates, 'Not run, because the parse gate failed.');
    return conclude();
  }
  if (!options.approved) {
    step('screen', 'types: a first look with the bundled checker');
    await screenOnly(change, gates, world, signal);
    return conclude();
  }

  step('sandbox', 'sandbox: describing the workspace');
  const workspace = await world.describe(signal);
  if (isRefusal(workspace)) return refuse(workspace.message);
  const node = await world.processes.workspaceNode(workspace.root);
  if (node === undefined)
    return refuse('There is no `node` on PATH to run the workspace’s tools with: install Node.js.');
  if (!(await world.mayRun(await commandsOf(workspace, node, world.disk))))
    return refuse(
      'The commands that Grace would run here are not the ones that were approved: look at them, and prove again.',
    );
  step('sandbox', 'sandbox: bringing the private copy up to date');
  const sandbox = await world.sandboxFor(workspace, signal);
  if (isRefusal(sandbox)) return refuse(sandbox.message);
  const layers = await layersOf(change, options.overlays, { sandbox, facts, clock: world.clock }, signal);
  if (isRefusal(layers)) return refuse(layers.message);
  ({ leftOut } = sandbox);

  const { memory } = options;
  const key = memory ? proofKey(await layers.baseKey(), change, options) : '';
  const known = restoreProof(memory?.recall(key));
  const proven =
    known ??
    conclude(await runGates({ change, facts, workspace, node, layers, gates, step }, options, world, signal));
  const moved = await layers.settle(world.disk, workspace.root);
  if (moved !== undefined) return refuse(moved);
  if (memory && !known && isLasting(proven.report)) await memory.keep(key, storeProof(proven));
  return proven;
}

interface Setting {
  readonly change: ChangeSet;
  readonly facts: ChangeFacts;
  readonly workspace: WorkspaceFacts;
  readonly node: string;
  readonly layers: Layers;
  readonly gates: Partial<Gates>;
  readonly step: (gate: GateName, message: string) => void;
}

async function runGates(
  { change, facts, workspace, node, layers, gates, step }: Setting,
  options: ProveOptions,
  world: ProofWorld,
  signal: AbortSignal,
): Promise<readonly LineCoverage[] | undefined> {
  const { sandbox } = layers;
  const files = privateFiles(world.disk);
  await installReporters(sandbox, files);
  const baselines = openBaselines(`${sandbox.caches}/baselines`, files, world.redactor);
  const paths = change.files.map((file) => file.path);
  const reach = await world.analysis.dependentTests(paths, signal);
  const asksDependents = options.gates === 'full' && (await lintsWithTypes(workspace, sandbox));
  let found: Promise<readonly string[]> | undefined;
  // Only the linter waits for them, while the compiler is at work already.
  const dependents = () =>
    (found ??= asksDependents ? typedDependents(change, reach, world.analysis, signal) : Promise.resolve([]));
  const common = { facts: workspace, sandbox, node, paths, dependents, files };
  const request = (gate: GateName) => ({
    ...common,
    run: async (...[name, run, resident]: Parameters<GateRequest['run']>) =>
      redactedAnswer(
        await runTool(world, name, withCompiled(run, sandbox), signal, resident),
        world.redactor,
      ),
    onProgress: (message: string) => step(gate, message),
  });

  await observeDifference({
    change,
    layers,
    baselines,
    request,
    gates,
    wants: options.gates,
    clock: world.clock,
  });
  if (options.gates === 'types') {
    gates.tests = skippedGate('Not asked for: only types were to be proven.');
    return undefined;
  }
  const failed = (['types', 'lint'] as const).find((name) => gates[name]?.status === 'fail');
  if (failed) {
    gates.tests = skippedGate(`Not run, because the ${failed} gate failed.`);
    return undefined;
  }
  if (facts.sameEmit) {
    gates.tests = skippedGate('The emitted JavaScript is identical, so no test can tell the difference.');
    return undefined;
  }
  const map = await mapTests({ change, facts, workspace, node, layers, files }, world, signal);
  const outcome = await proveTests({
    ...request('tests'),
    reach: { paths, tests: reach.tests, opaque: reach.opaque ?? [] },
    ...{ probes: map?.probes ?? facts.probes, hits: layers.hits, seen: `${layers.hits}-seen` },
    ...(map ? { map } : {}),
    baselines,
    clock: world.clock,
    enter: (state) => layers.enter(state),
    baseKey: () => layers.baseKey(),
  });
  gates.tests = outcome.result;
  step('tests', 'tests: done');
  return outcome.coverage;
}

/**
 * Node keeps what it compiled of a tool's own modules beside the sandbox, so that the next start is faster. Not where the
 * engine itself counts coverage, which is less exact then.
 */
function withCompiled(run: ToolRun, { caches }: Sandbox): ToolRun {
  const counts = run.argv.some((word) => /^--(?:experimental-test-)?coverage(?:=true)?$/.test(word));
  return counts ? run : { ...run, env: { NODE_COMPILE_CACHE: `${caches}/compiled`, ...run.env } };
}

/** Nothing of the workspace may run yet: the bundled checker's word, which never proves anything. */
async function screenOnly(
  change: ChangeSet,
  gates: Partial<Gates>,
  world: ProofWorld,
  signal: AbortSignal,
): Promise<void> {
  const reason = 'The workspace’s own tools may not run yet: approve their commands to have it proven.';
  const screening = await world.analysis.screen(change, signal);
  if (isRefusal(screening)) gates.types = skippedGate(screening.message);
  else if (screening.newProblems.length > 0)
    gates.types = { status: 'fail', ms: screening.ms, newProblems: [...screening.newProblems] };
  fill(gates, reason);
}

function fill(gates: Partial<Gates>, reason: string): void {
  Object.assign(gates, { ...skippedGates(reason), ...gates });
}

function concluded(
  partial: Partial<Gates>,
  facts: ChangeFacts,
  coverage: readonly LineCoverage[] | undefined,
  ms: number,
  leftOut: Sandbox['leftOut'],
): Proven {
  const gates: Gates = { ...skippedGates('It did not run.'), ...partial };
  const report = reportOf(gates, facts, coverage, ms);
  return { report: { ...report, missing: [...report.missing, ...named(leftOut)] }, coverage, facts };
}

/** Files left out of the copy that a report names; the rest is counted. */
const leftOutShownMax = 5;

/** What no tool could see, because it is not in the copy. */
function named(leftOut: Sandbox['leftOut']): readonly string[] {
  const shown = leftOut.slice(0, leftOutShownMax).map(({ path, reason }) => `${path}: ${reason}`);
  const more = leftOut.length - shown.length;
  return more > 0 ? [...shown, `${more} more files are not in the copy either.`] : shown;
}

/** The report of gates and coverage; also used to give each member of a group its own. */
export function reportOf(
  gates: Gates,
  facts: Pick<ChangeFacts, 'sameEmit'>,
  coverage: readonly LineCoverage[] | undefined,
  ms: number,
): ProofReport {
  const changedLines = coverage && gates.tests.status !== 'skipped' ? sumOf(coverage) : undefined;
  const missedLines = (coverage ?? []).flatMap(({ path, missed }) => missed.map((line) => `${path}:${line}`));
  const { verdict, summary, missing } = judge({
    gates,
    sameEmit: facts.sameEmit,
    missedLines,
    ...(changedLines ? { changedLines } : {}),
  });
  return { verdict, gates, summary, missing: [...missing], ms, ...(changedLines ? { changedLines } : {}) };
}
