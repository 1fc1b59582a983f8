import { isRefusal, refused, type Refusal } from '../../base/index.ts';
import type { Subscription } from '../../core/bus/index.ts';
import { counted, countWork, defineKernel } from '../../core/kernel/index.ts';
import { createBatch, type Batch, type BatchPorts } from './batch/index.ts';
import type { RefactorService } from './refactor-service.ts';
import { createRefactorService, type RefactorPorts } from './service.ts';
import { createTasks, type TaskPorts, type Tasks } from './tasks/index.ts';

export interface RefactorParts {
  readonly refactor: RefactorService;
  readonly batch: Batch;
  readonly tasks: Tasks;
}

export interface RefactorKernelPorts extends RefactorPorts, Pick<BatchPorts, 'memory' | 'build' | 'read'> {
  readonly bus: TaskPorts['bus'];
  readonly locate: TaskPorts['locate'];
  /** Tasks that were asked for are carried out here, also after a restart. */
  readonly servesTasks: () => boolean;
}

/** A proof may take as long as the tools of the workspace do. */
const stallMs = 60 * 60_000;
/** It asks the analysis, whose process may have to be started. */
const selfTestMsMax = 60_000;

/** `refactor`: ready when it knows its intents, and what it remembers of earlier runs can be read. */
export const refactorKernel = defineKernel({
  id: 'refactor',
  dependsOn: ['message_bus', 'workspace', 'snapshots', 'analysis', 'verification'],
  bounds: { stallMs, selfTestMsMax },
  async start(ports: RefactorKernelPorts, lifetime) {
    const { analysis, read, newId, bus, locate, clock } = ports;
    const work = countWork();
    const refactor = counted<RefactorService>(
      createRefactorService(ports),
      ['propose', 'prove', 'proposeAll', 'apply', 'applyTogether', 'undo', 'find'],
      work,
    );
    const batch = createBatch({
      ...{ refactor, read, newId, memory: ports.memory, build: ports.build },
      sourceFiles: (paths, signal) => analysis.sourceFiles(paths, signal),
    });
    const made = createTasks({
      ...{ bus, batch, clock, read, locate },
      intents: (signal) => refactor.intents(signal),
      approval: () => refactor.approval(),
    });
    let serving: Promise<Subscription | Refusal> | undefined;
    const serve = async () => {
      serving ??= made.serve();
      const subscription = await serving;
      if (isRefusal(subscription)) serving = undefined;
      else lifetime.own('tasks', { dispose: () => subscription.close() });
      return subscription;
    };
    const tasks: Tasks = { ...made, serve };
    if (ports.servesTasks()) await serve();
    const service: RefactorParts = { refactor, batch, tasks };
    return {
      service,
      async isReady(signal) {
        const intents = await analysis.intents(signal);
        if (intents.length === 0) return refused('No refactor is known: reinstall Grace.');
        await ports.memory();
        return 'ready';
      },
      beat: () => Promise.resolve(work.beat()),
    };
  },
});
