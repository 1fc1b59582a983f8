import { join } from 'node:path';
import { scrubEnvironment } from '../../adapters/index.ts';
import { refusedForNow } from '../../base/index.ts';
import { busKernel } from '../../core/bus/index.ts';
import { governRuns } from '../../core/governor/index.ts';
import type { BoundKernel } from '../../core/kernel/index.ts';
import { hungProcess } from '../../core/watchdog/index.ts';
import { cacheFolderOf } from '../../core/state/index.ts';
import {
  openApprovals,
  openRunMemory,
  refactorKernel,
  type Proposal,
} from '../../features/refactor/index.ts';
import type { ToolApproval } from '../../protocol/index.ts';
import { analysisKernel, processIncidentOf } from '../../services/analysis/index.ts';
import { openSandbox, verificationKernel } from '../../services/proof/index.ts';
import { snapshotsKernel } from '../../services/restore/index.ts';
import { workspaceKernel } from '../../services/workspace/index.ts';
import { newId } from '../new-id.ts';
import { analysisEnvironment } from '../run-program.ts';
import type { KernelsPorts } from './ports.ts';
import { relayed } from './relayed.ts';

/** The kernels of tier 2. */
export function workers(ports: KernelsPorts): readonly BoundKernel[] {
  return [...readers(ports), ...makers(ports)];
}

function readers({ around, relays, logParts, documents, governed }: KernelsPorts): readonly BoundKernel[] {
  const { request, disk, clock, processes, facts, bundles } = around;
  const { root } = facts;
  // As they are at the moment of the question, also of a configuration that is read by another kernel since.
  const rules = () => relays.settings.service.rules;
  return [
    relayed(
      workspaceKernel,
      () => ({ root, disk, processes }),
      (workspace) => relays.workspace.adopt(workspace),
    ),
    relayed(
      analysisKernel,
      () => ({
        ...{ root, processes, disk, clock, serves: request.serves },
        ...{ module: join(bundles, 'analysis.js'), scratch: join(cacheOf(around), 'analysis') },
        env: analysisEnvironment(),
        edits: governed.edits,
        log: request.log,
        onHung: (process, silenceMs) =>
          void logParts.record('watchdog.stalled', hungProcess(process, silenceMs, clock.now())),
        onEvent(event) {
          const { topic, payload } = processIncidentOf(event);
          void logParts.record(topic, payload);
        },
        documents: () => documents.all(),
        rules: {
          whyNotIntent: (id) => rules().whyNotIntent(id),
          whyNotWritten: (path) => rules().whyNotWritten(path),
        },
      }),
      (analysis) => relays.analysis.adopt(analysis),
    ),
  ];
}

function makers({
  around,
  relays,
  logParts,
  fitness,
  servesTasks,
  governed,
}: KernelsPorts): readonly BoundKernel[] {
  const { request, disk, clock, processes, state, bundles, warn, build } = around;
  const approvals = openApprovals(join(state.folder, 'approvals.json'), disk, request.approvals);
  const kept = new Map<string, Proposal>();
  const decide = relays.decide;
  const whyNoTools = () => {
    const why = fitness.whyReadOnly();
    return why === undefined ? relays.settings.service.rules.whyNoTools() : refusedForNow(why);
  };
  const mayRunTools = () => request.trusted() && !whyNoTools();
  return [
    relayed(
      verificationKernel,
      (of) => ({
        processes: governRuns(processes, governed.tools),
        ...{ disk, clock, openSandbox, folder: cacheOf(around), whyNoTools, decide },
        redactor: request.secrecy.redactor,
        analysis: of(analysisKernel),
        describe: (signal) => of(workspaceKernel).describe(signal),
        mayRun: async (commands) => mayRunTools() && (await approvals.answer(commands)) === true,
        residentModule: join(bundles, 'resident.js'),
        environment: scrubEnvironment(process.env),
        log: (message) => request.log('info', message),
        record: (verdict) => logParts.record('proof.verdict', verdict),
      }),
      (proof) => relays.proof.adopt(proof),
    ),
    relayed(
      refactorKernel,
      (of) => {
        const files = of(workspaceKernel);
        return {
          ...{ clock, newId, overlays: request.overlays, decide, kept, servesTasks, build },
          ...{ analysis: of(analysisKernel), proof: of(verificationKernel), restore: of(snapshotsKernel) },
          bus: of(busKernel),
          read: (path) => files.read(path),
          locate: (path) => files.locate(path),
          approvals: {
            state: async (asked) => (mayRunTools() ? approvals.state(asked) : false),
            async remember(commands, answer) {
              await approvals.remember(commands, answer);
              // What holds for this run only is not an answer that anybody gave.
              if (request.approvals === 'ask')
                await logParts.record(`tools.${answer}`, { commands: commandsIn(commands) });
            },
          },
          memory: () => openRunMemory({ file: join(state.folder, 'run-memory.jsonl'), disk, clock, warn }),
        };
      },
      ({ refactor, batch, tasks }) => {
        const adopted = [
          relays.refactor.adopt(refactor),
          relays.batch.adopt(batch),
          relays.tasks.adopt(tasks),
        ];
        return {
          dispose() {
            for (const each of adopted) each.dispose();
          },
        };
      },
    ),
  ];
}

function cacheOf({ facts, machine }: KernelsPorts['around']): string {
  return cacheFolderOf(facts.root, machine);
}

function commandsIn(commands: ToolApproval['commands']) {
  return commands.map(({ gate, argv, cwd }) => ({ gate, argv: [...argv], cwd }));
}
