import { join } from 'node:path';
import { isRefusal, refused, type Refusal } from '../../base/index.ts';
import { countWork, defineKernel } from '../../core/kernel/index.ts';
import { workspaceBoundary, type WorkspaceBoundary } from './boundary.ts';
import { describeWorkspace, type WorkspacePorts } from './describe.ts';
import type { WorkspaceFacts } from './facts.ts';

/** The files of one workspace, and what is known of it from them. */
export interface WorkspaceFiles {
  readonly root: string;
  /** As it is now. */
  describe(signal: AbortSignal): Promise<WorkspaceFacts | Refusal>;
  /** The text of a file relative to the root; `undefined` where there is none in the workspace. */
  read(path: string): Promise<string | undefined>;
  locate: WorkspaceBoundary['locate'];
}

export interface WorkspaceKernelPorts extends WorkspacePorts {
  readonly root: string;
}

/** `workspace`: ready when its manifests are understood, and what lies outside is told from what lies inside. */
export const workspaceKernel = defineKernel({
  id: 'workspace',
  dependsOn: [],
  async start({ root, ...ports }: WorkspaceKernelPorts) {
    const boundary = workspaceBoundary(root, ports.disk);
    const work = countWork();
    const service: WorkspaceFiles = {
      root,
      describe: (signal) => work.run(() => describeWorkspace(root, ports, signal)),
      read: (path) =>
        work.run(async () =>
          (await boundary.contains(path))
            ? (await ports.disk.read(join(root, path)))?.toString('utf8')
            : undefined,
        ),
      locate: (path) => work.run(() => boundary.locate(path)),
    };
    return Promise.resolve({
      service,
      async isReady(signal) {
        const facts = await service.describe(signal);
        if (isRefusal(facts)) return facts;
        if (await boundary.contains(join(root, '..')))
          return refused(`What lies outside of ${root} is taken for a part of it: reinstall Grace.`);
        return (await boundary.contains(root)) ? 'ready' : refused(`${root} is gone: open it again.`);
      },
      beat: () => Promise.resolve(work.beat()),
    });
  },
});
