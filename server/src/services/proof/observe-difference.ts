import { isRefusal, type Clock } from '../../base/index.ts';
import type { ChangeSet, GateName, GateResult, Gates } from '../../protocol/index.ts';
import type { Baselines } from './baseline.ts';
import type { Gate, GateRequest, Observation } from './gates/gate.ts';
import { lintGate } from './gates/lint.ts';
import { typesGate } from './gates/types.ts';
import { newProblems, textsOf } from './identity.ts';
import type { Layers } from './layers.ts';
import { skippedGate } from './reports.ts';

export interface DifferenceRequest {
  readonly change: ChangeSet;
  readonly layers: Layers;
  readonly baselines: Baselines;
  readonly request: (gate: GateName) => GateRequest;
  readonly wants: 'full' | 'types';
  readonly clock: Clock;
  /** Filled in. */
  readonly gates: Partial<Gates>;
}

/**
 * Types and linter, side by side, on the change. Only what they complain about is looked up in the baseline, which is
 * taken when it is needed and not known: a change without complaints costs one run, not two.
 */
export async function observeDifference(difference: DifferenceRequest): Promise<void> {
  const { gates, layers, wants, clock } = difference;
  const chosen: readonly Gate[] = wants === 'full' ? [typesGate, lintGate] : [typesGate];
  if (wants === 'types') gates.lint = skippedGate('Not asked for: only types were to be proven.');
  const entered = await layers.enter('changed');
  if (isRefusal(entered)) {
    for (const gate of chosen) gates[gate.name] = skippedGate(entered.message);
    return;
  }
  const seen = await Promise.all(
    chosen.map(async (gate) => {
      const started = clock.monotonic();
      const observation = await gate.observe(difference.request(gate.name));
      return { gate, observation, ms: clock.monotonic() - started };
    }),
  );
  for (const { gate, observation, ms } of seen) {
    const started = clock.monotonic();
    const result = await compare(gate, observation, difference);
    gates[gate.name] = { ...result, ms: ms + clock.monotonic() - started };
  }
}

async function compare(
  gate: Gate,
  observation: Observation,
  { change, layers, baselines, request }: DifferenceRequest,
): Promise<GateResult> {
  if (observation.absent)
    return { ...skippedGate('The workspace has no such tool for these files.'), absent: true };
  if (observation.problems.length === 0) return passOr(observation.unavailable);
  const asked = request(gate.name);
  const dependents = gate.name === 'lint' ? await asked.dependents() : [];
  const key = JSON.stringify([gate.name, await layers.baseKey(), asked.paths, dependents, asked.node]);
  const baseline = await baselines.remember(
    key,
    async () => {
      const entered = await layers.enter('base');
      if (!isRefusal(entered)) return gate.observe(asked);
      return { problems: [], unavailable: [entered.message], absent: false };
    },
    (answer) => answer.unavailable.length === 0,
  );
  const tree = await readTree([...observation.problems, ...baseline.problems], layers);
  const fresh = newProblems(
    { problems: baseline.problems, textOf: textsOf(change, 'before', tree) },
    { problems: observation.problems, textOf: textsOf(change, 'after', tree) },
  );
  if (fresh.length > 0 && baseline.unavailable.length > 0)
    return skippedGate(`The baseline could not be taken: ${baseline.unavailable.join(' ')}`);
  if (fresh.length > 0) return { status: 'fail', ms: 0, newProblems: [...fresh] };
  return passOr(observation.unavailable);
}

function passOr(unavailable: readonly string[]): GateResult {
  if (unavailable.length > 0) return skippedGate(unavailable.join(' '));
  return { status: 'pass', ms: 0, newProblems: [] };
}

/** Texts of the files that problems stand in, as the tree has them. */
async function readTree(
  problems: readonly { readonly file?: string | undefined }[],
  layers: Layers,
): Promise<(path: string) => string | undefined> {
  const texts = new Map<string, string | undefined>();
  for (const { file } of problems) {
    if (file !== undefined && !texts.has(file)) texts.set(file, await layers.sandbox.read(file));
  }
  return (path) => texts.get(path);
}
