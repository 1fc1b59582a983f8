import { isRefusal, refused, type Refusal } from '../../base/index.ts';
import { counted, countWork, defineKernel } from '../../core/kernel/index.ts';
import type { Decision, PayloadOf } from '../../protocol/index.ts';
import { createProof, type ProofPorts } from './create-proof.ts';
import type { Proof } from './proof.ts';
import { recordVerdicts } from './record-verdicts.ts';

export interface ProofKernelPorts extends ProofPorts {
  /** Why no command of the workspace may run at all. */
  readonly whyNoTools: () => Refusal | undefined;
  readonly record: (verdict: PayloadOf<'proof.verdict'>) => Promise<void>;
  readonly decide: (decision: Decision) => Promise<unknown>;
}

/** The tools of a workspace may be silent for as long as their own deadline lets them. */
const stallMs = 60 * 60_000;
/** It asks the analysis, whose process may have to be started. */
const selfTestMsMax = 60_000;

/** `verification`: ready when a sound sample passes, an unsound one fails, and the commands of the workspace are known. */
export const verificationKernel = defineKernel({
  id: 'verification',
  dependsOn: ['workspace', 'analysis'],
  bounds: { stallMs, selfTestMsMax },
  start(ports: ProofKernelPorts, lifetime) {
    const proof = lifetime.own('proofs', createProof(ports));
    const work = countWork();
    const recorded = recordVerdicts(
      { ...proof, commands: async () => ports.whyNoTools() ?? proof.commands() },
      (verdict) => ports.record(verdict),
      (decision) => ports.decide(decision),
    );
    return Promise.resolve({
      service: counted<Proof>(recorded, ['prove', 'proveGroup', 'format', 'commands'], work),
      async isReady(signal) {
        const commands = await proof.commands();
        if (isRefusal(commands)) return commands;
        return tellsRightFromWrong(ports, signal);
      },
      beat: () => Promise.resolve(work.beat()),
    });
  },
});

/** The facts that the first gate judges by, on built-in samples. */
async function tellsRightFromWrong(
  { analysis }: Pick<ProofKernelPorts, 'analysis'>,
  signal: AbortSignal,
): Promise<'ready' | Refusal> {
  const before = 'export const ready = false;\n';
  const factsOf = (after: string) =>
    analysis.facts({ files: [{ path: 'grace-sample.ts', before, after }] }, signal);
  const sound = await factsOf('export const ready: boolean = false;\n');
  const unsound = await factsOf('export const ready = ;\n');
  return sound.parseProblems.length === 0 && unsound.parseProblems.length > 0
    ? 'ready'
    : refused('A broken change is not told from a sound one: reinstall Grace.');
}
