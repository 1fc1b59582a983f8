import { join } from 'node:path';
import { systemDisk, systemResources } from '../adapters/index.ts';
import {
  bug,
  Emitter,
  isCancelled,
  isRefusal,
  messageOf,
  refusedForNow,
  systemClock,
  type Clock,
  type Refusal,
} from '../base/index.ts';
import { keepLevel } from '../core/governor/index.ts';
import { createControlPlane, type ControlPlane } from '../core/kernel/index.ts';
import type { KernelId } from '../protocol/index.ts';
import type { Recovery } from '../services/restore/index.ts';
import { actOnKernel } from './act-on-kernel.ts';
import type { WorkspacePorts, WorkspaceRequest } from './around.ts';
import { beginBoot, toldOf } from './begin-boot.ts';
import { createBringingUp } from './bring-up.ts';
import { governed } from './governed.ts';
import { sendCanary } from './canary.ts';
import { createFitness } from './fitness.ts';
import { keptJson } from './kept-json.ts';
import { bindKernels } from './kernels/index.ts';
import { createBootLimiter, type BootLimiter } from './limiter.ts';
import { limits } from './limits.ts';
import { loadOf } from './load-of.ts';
import { lookAround } from './look-around.ts';
import { createLogParts, plainLog } from './log-parts.ts';
import { thisMachine } from './machine.ts';
import { newId } from './new-id.ts';
import { rememberDocuments } from './open-documents.ts';
import { ownership } from './ownership.ts';
import { runPhases } from './phases/index.ts';
import { createRelays, type Relays } from './relays.ts';
import { createBootReporter } from './report.ts';
import { createSelfRollback } from './roll-back-by-itself.ts';
import { servingTasks } from './serving-tasks.ts';
import { openStateRollbacks } from './state-rollbacks.ts';
import { tellKernels } from './tell-kernels.ts';
import { together } from './together.ts';
import { openWatchedServices } from './watched-services.ts';
import type { Workspace } from './workspace.ts';

export type { WorkspacePorts, WorkspaceRequest } from './around.ts';
export type { Workspace } from './workspace.ts';

/** The ports of this machine. */
export function systemPorts(): WorkspacePorts {
  return {
    ...{ disk: systemDisk, clock: systemClock, resources: systemResources, machine: thisMachine() },
    random: Math.random,
    bundles: __dirname,
    kernels: (kernels) => kernels,
  };
}

/** Opens a workspace: it serves from the moment this resolves, while the rest of it is still on its way up. */
export async function openWorkspace(
  asked: WorkspaceRequest,
  signal: AbortSignal,
  ports: WorkspacePorts = systemPorts(),
): Promise<Workspace | Refusal> {
  const around = await lookAround(asked, ports, signal);
  if (isRefusal(around)) return around;
  const { request, clock, facts, state, disk, processes, warn } = around;
  const rollbacks = openStateRollbacks(around);
  // Before anything reads the state: it is whole, or nothing is done with it.
  const settled = await rollbacks.settle(signal);
  if (isRefusal(settled)) return settled;
  const limiter = createBootLimiter({
    memory: keptJson(join(state.folder, 'boots.json'), disk, newId),
    ...{ clock, warn, id: newId(), pid: around.machine.pid, isAlive: (pid) => processes.isAlive(pid) },
  });
  const itself = createSelfRollback(around, rollbacks);
  const begun = request.boot === 'whole' ? await beginBoot(limiter, itself, settled, signal) : {};
  const said = begun.rollback ?? (settled && toldOf(settled));
  if (said) warn(said.detail);
  const ending = new AbortController();
  const changed = new Emitter<void>();
  const arrived = new Emitter<void>();
  const isLive = new Emitter<void>();
  const recovered = new Emitter<readonly Recovery[]>();
  let recoveries: readonly Recovery[] = [];
  // Kernels are made before the plane that controls them, and ask for it only when they run.
  const made: { plane?: ControlPlane } = {};
  const thePlane = () => made.plane ?? notYet();
  const fitness = createFitness(() => changed.fire());
  const logParts = createLogParts(around, () => relays);
  const relays: Relays = createRelays({
    root: facts.root,
    arrival: (id, relay) => bringing.arrival(id, relay),
    plainLog: plainLog(around),
    warn,
  });
  const reporter = createBootReporter({ clock, plane: thePlane, fitness, changed: () => changed.fire() });
  if (said) reporter.rolledBack(said);
  const machine = governed();
  const serving = servingTasks(relays.tasks.service);
  const documents = rememberDocuments(relays.analysis.service);
  const kernels = ports.kernels(
    bindKernels({
      ...{ around, relays, logParts, fitness, documents, governed: machine },
      load: keepLevel(loadOf(thePlane, ending.signal, warn)),
      servesTasks: () => serving.serves(),
      onLive: isLive.event,
      onArrival: () => arrived.fire(),
      onRecovered(found) {
        recoveries = [...recoveries, ...found];
        recovered.fire(found);
      },
    }),
  );
  const bringing = createBringingUp({
    ...{ kernels, plane: thePlane, fitness, clock, ending: ending.signal, onArrival: arrived.event },
    whyNotNow(id) {
      const isCareful = id !== 'workspace' && id !== 'analysis' && id !== 'config' && id !== 'immutable_log';
      const why = fitness.isHeld() && isCareful ? fitness.whyReadOnly() : undefined;
      return why === undefined ? undefined : refusedForNow(why);
    },
  });
  const telling = tellKernels({
    ...{ record: logParts.record, decide: relays.decide, fitness, warn, clock },
    stateFolder: state.folder,
    changed: () => changed.fire(),
    restartsOf(id) {
      const status = thePlane()
        .statuses()
        .find((each) => each.id === id);
      return { restarts: status?.restarts ?? 0, ms: status?.readyMs ?? 0 };
    },
  });
  const plane = await createControlPlane({
    ...{ kernels, clock, random: ports.random, note: warn },
    memory: keptJson(join(state.folder, 'kernels.json'), disk, newId),
    announce: (event) => telling.tell(event),
    onBeat: (id) => reporter.beat(id),
    startingMax: () => machine.startingMax() ?? limits.startingMax,
  });
  made.plane = plane;
  const parts = {
    ...{ around, plane, relays, fitness, begun, itself, reporter, record: logParts.record },
    tasks: serving.tasks,
    bringUp: (ids: readonly KernelId[], starting: AbortSignal) => bringing.bringUp(ids, starting),
  };
  // What an offer needs, and nothing of which is changed: no phase is waited for.
  if (request.boot === 'whole')
    bringing.bringUp(servingKernels, ending.signal).catch((thrown: unknown) => {
      if (!isCancelled(thrown)) warn(messageOf(thrown));
    });
  const booted =
    request.boot === 'whole'
      ? runPhases(parts, ending.signal).then(
          () => void settle(limiter, clock, ending.signal),
          (thrown: unknown) => {
            if (!isCancelled(thrown)) warn(`Grace did not come up in order: ${messageOf(thrown)}`);
          },
        )
      : Promise.resolve();
  const prove = async () => {
    await sendCanary(
      {
        ...{ plane, fitness, clock, warn, stateFolder: state.folder },
        tell: (result) => reporter.canary(result),
      },
      ending.signal,
    );
    // A state is a good one to come back to once everything that nothing holds without has proven itself.
    if (request.serves === 'editor' && reporter.report().live && !ending.signal.aborted) isLive.fire();
  };
  const proven = request.boot === 'whole' ? booted.then(() => prove()) : Promise.resolve();
  await bringing.bringUp(request.boot === 'whole' ? ['config'] : firstNeeded(request), signal);
  return {
    ...{ root: facts.root, facts },
    realFolder: (await disk.realPath(request.folder)) ?? facts.root,
    ...{ refactor: relays.refactor.service, batch: relays.batch.service, analysis: documents.analysis },
    ...{ settings: relays.settings.service, secrets: relays.secrets.service, log: relays.log.service },
    ...{
      clarity: relays.clarity.service,
      knowledge: relays.knowledge.service,
      bus: relays.bus.service,
      store: relays.store.service,
    },
    tasks: serving.tasks,
    ...ownership(around),
    rollbacks,
    services: openWatchedServices({ around, relays, fitness, record: logParts.record }),
    ground: around,
    recoveries: () => recoveries,
    onRecovered: recovered.event,
    read: (path) => relays.workspace.service.read(path),
    locate: (path) => relays.workspace.service.locate(path),
    health: {
      report: () => reporter.report(),
      onDidChange: together(changed.event, clock, ending.signal),
      booted: () => booted,
      proven: () => proven,
      async act(action, id) {
        const status = await actOnKernel(action, id, {
          plane: thePlane(),
          decide: relays.decide,
          signal: ending.signal,
        });
        return isRefusal(status) ? status : reporter.kernel(status);
      },
    },
    async dispose() {
      ending.abort();
      await proven;
      await telling.end();
      await thePlane().stop();
      if (request.boot === 'whole') await limiter.clear();
    },
  };
}

/** They run in any mode: they look and change nothing. */
const servingKernels: readonly KernelId[] = ['config', 'analysis'];

/** What a command relies on from its first question on; a crash of an earlier one is settled before anything is read. */
function firstNeeded({ secretProvider }: WorkspaceRequest): readonly KernelId[] {
  return secretProvider.isAtHand ? ['config', 'secrets', 'snapshots'] : ['config', 'snapshots'];
}

/** A boot that has stayed for a while is no crash. */
async function settle(limiter: BootLimiter, clock: Clock, ending: AbortSignal): Promise<void> {
  try {
    await clock.sleep(limits.settledMs, ending);
    await limiter.clear();
  } catch (thrown) {
    // Ended before: then it is cleared there.
    if (!isCancelled(thrown)) throw thrown;
  }
}

function notYet(): never {
  return bug('a kernel is asked for before there is a plane');
}
