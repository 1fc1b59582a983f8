import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemProcesses } from '../../server/src/adapters/index.ts';
import { isRefusal, refused } from '../../server/src/base/index.ts';
import {
  openWorkspace,
  systemPorts,
  type Workspace,
  type WorkspacePorts,
  type WorkspaceRequest,
} from '../../server/src/boot/compose.ts';
import type { BoundKernel } from '../../server/src/core/kernel/index.ts';
import { createRedactor } from '../../server/src/core/secrets/index.ts';
import type { KernelId } from '../../server/src/protocol/index.ts';

/** A workspace on a disk and in a state home of its own, opened with the real bundles as often as a test wants. */
export interface BootWorld {
  readonly folder: string;
  /** The state folder of the workspace; there once it was opened. */
  stateFolder(): string;
  /** Everything that was said, as `[level] message`. */
  readonly said: string[];
  write(path: string, text: string): void;
  open(request?: Partial<WorkspaceRequest>, ports?: Partial<WorkspacePorts>): Promise<Workspace>;
  /** Closes what is open and removes it all. */
  dispose(): Promise<void>;
}

const never = new AbortController().signal;

export function bootWorld(): BootWorld {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'grace-boot-')));
  const folder = join(home, 'workspace');
  const opened: Workspace[] = [];
  const world: BootWorld = {
    folder,
    said: [],
    stateFolder() {
      const workspaces = join(home, 'state', 'grace', 'workspaces');
      return join(workspaces, readdirSync(workspaces)[0] ?? '');
    },
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    async open(request = {}, ports = {}) {
      const system = systemPorts();
      const variables = { XDG_STATE_HOME: join(home, 'state'), XDG_CACHE_HOME: join(home, 'cache') };
      const workspace = await openWorkspace(
        {
          ...{ folder, approvals: 'ask', trusted: () => true, overlays: () => new Map() },
          ...{ boot: 'whole', serves: 'editor' },
          secretProvider: {
            isAtHand: true,
            howToGive: () => '',
            read: () => Promise.resolve(undefined),
          },
          secrecy: { redactor: createRedactor(), processes: systemProcesses },
          log: (level, message) => void world.said.push(`[${level}] ${message}`),
          ...request,
        },
        never,
        {
          ...system,
          bundles: join(import.meta.dirname, '..', '..', 'dist'),
          machine: { ...system.machine, platform: 'linux', home, variables },
          ...ports,
        },
      );
      if (isRefusal(workspace)) throw new Error(workspace.message);
      opened.push(workspace);
      return workspace;
    },
    async dispose() {
      await Promise.all(opened.map((workspace) => workspace.dispose()));
      rmSync(home, { recursive: true, force: true });
    },
  };
  world.write('package.json', '{ "name": "shop" }');
  return world;
}

/** Kernels of which one passes the self-test that it comes up by, and no other one. */
export function faltering(id: KernelId): WorkspacePorts['kernels'] {
  const falter = (kernel: BoundKernel): BoundKernel => ({
    ...kernel,
    async start(of, lifetime) {
      const running = await kernel.start(of, lifetime);
      let tests = 0;
      const isReady: typeof running.isReady = async (signal) => {
        tests += 1;
        return tests === 1 ? running.isReady(signal) : refused('It was told to falter.');
      };
      return { ...running, isReady };
    },
  });
  return (kernels) => kernels.map((kernel) => (kernel.id === id ? falter(kernel) : kernel));
}

/** Kernels of which one does not start as long as a test says so. */
export function failing(id: KernelId, isDown: () => boolean): WorkspacePorts['kernels'] {
  const fail = (kernel: BoundKernel): BoundKernel => ({
    ...kernel,
    start: (of, lifetime) =>
      isDown() ? Promise.reject(new Error('It was told to fail.')) : kernel.start(of, lifetime),
  });
  return (kernels) => kernels.map((kernel) => (kernel.id === id ? fail(kernel) : kernel));
}
