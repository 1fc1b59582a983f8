import { isRefusal, type Clock, type Refusal } from '../../base/index.ts';
import type { DiskPort, ProcessPort } from '../../core/ports/index.ts';
import type { Analysis } from '../analysis/index.ts';
import type { WorkspaceFacts } from '../workspace/index.ts';
import { commandsOf } from './commands-of.ts';
import { formatChange } from './format-change.ts';
import type { Command } from './gates/gate.ts';
import { proveGroup } from './group.ts';
import type { Proof } from './proof.ts';
import { proveChange } from './prove-change.ts';
import { createQueue } from './queue.ts';
import type { ReportRedactor } from './redacted.ts';
import { refusedReport } from './reports.ts';
import { createResidents, noResidents, type Residents } from './resident/index.ts';
import type { Sandbox, SandboxRequest } from './sandbox/index.ts';

export interface ProofPorts {
  readonly disk: DiskPort;
  readonly processes: ProcessPort;
  readonly clock: Clock;
  readonly analysis: Pick<
    Analysis,
    'facts' | 'screen' | 'dependentTests' | 'importLevels' | 'sourceFiles' | 'bodies' | 'importClosures'
  >;
  /** The facts of the workspace as it is now. */
  readonly describe: (signal: AbortSignal) => Promise<WorkspaceFacts | Refusal>;
  /**
   * Whether the person approved exactly these commands. Asked with what the workspace would run at the moment of the proof:
   * manifests may have changed since the question of whether to prove was answered.
   */
  readonly mayRun: (commands: readonly Command[]) => Promise<boolean>;
  /** Absolute cache folder of this workspace, outside its tree. */
  readonly folder: string;
  readonly openSandbox: OpenSandbox;
  /** Absolute path of the bundle that resident tools run; without it every tool is started anew for each run. */
  readonly residentModule?: string;
  /** Variables that the workspace's tools get. What is known of its tests holds only for the same ones. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly log?: (message: string) => void;
  /** Takes out of texts what nobody must see: tools say what they like. */
  readonly redactor?: ReportRedactor;
}

type OpenSandbox = (request: SandboxRequest, signal: AbortSignal) => Promise<Sandbox | Refusal>;

/** Proofs that wait for the sandbox; more than these are refused. */
const waitingProofsMax = 64;

/** Proofs of one workspace. They share one sandbox, opened by the first of them, and run one after the other. */
export function createProof(ports: ProofPorts): Proof {
  const queue = createQueue(waitingProofsMax);
  const lifetime = new AbortController();
  const residents = residentsOf(ports);
  let opened: { readonly sandbox: Sandbox; readonly root: string } | undefined;

  async function sandboxFor(facts: WorkspaceFacts, signal: AbortSignal): Promise<Sandbox | Refusal> {
    if (opened?.root === facts.root) return opened.sandbox;
    await opened?.sandbox.close();
    opened = undefined;
    // They hold what the copy held.
    residents.dispose();
    const { disk, processes, clock } = ports;
    const folder = `${ports.folder}/sandbox`;
    const sandbox = await ports.openSandbox({ facts, folder, disk, processes, clock }, signal);
    if (isRefusal(sandbox)) return sandbox;
    opened = { sandbox, root: facts.root };
    return sandbox;
  }

  const world = { ...ports, residents, sandboxFor, bodiesCache: new Map() };
  const enqueue = <T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) => {
    const either = AbortSignal.any([signal, lifetime.signal]);
    return queue.add(() => work(either), either);
  };
  const tooMany = `More than ${waitingProofsMax} proofs are waiting already: let some of them end first.`;

  return {
    async prove(change, options, signal) {
      const work = enqueue((stop) => proveChange(change, options, world, stop), signal);
      return work ? (await work).report : refusedReport(tooMany);
    },
    async proveGroup(changes, options, signal) {
      const work = enqueue(
        (stop) =>
          proveGroup(changes, {
            prove: (change) => proveChange(change, options, world, stop),
            facts: (change) => ports.analysis.facts(change, stop),
            importLevels: (paths) => ports.analysis.importLevels(paths, stop),
            say: (message) => options.onStep?.({ gate: 'sandbox', message, gates: {} }),
          }),
        signal,
      );
      const report = refusedReport(tooMany);
      return work ?? { reports: changes.map(() => report), combined: report };
    },
    async format(change, options, signal) {
      if (!options.approved) return change;
      return enqueue((stop) => formatChange(change, world, stop), signal) ?? change;
    },
    async commands() {
      const facts = await ports.describe(lifetime.signal);
      if (isRefusal(facts)) return facts;
      const node = (await ports.processes.workspaceNode(facts.root)) ?? 'node';
      return commandsOf(facts, node, ports.disk);
    },
    async dispose() {
      lifetime.abort();
      await queue.idle();
      residents.dispose();
      await opened?.sandbox.close();
      opened = undefined;
    },
  };
}

function residentsOf({ processes, clock, residentModule: module, log }: ProofPorts): Residents {
  if (module === undefined) return noResidents;
  return createResidents({ processes, clock, module, ...(log ? { log } : {}) });
}
