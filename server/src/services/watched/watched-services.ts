import { isAbsolute, join, relative } from 'node:path';
import { refused, type Refusal } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import type { WorkspaceConfig } from '../../protocol/index.ts';
import { plansOf } from './plans-of.ts';
import type { ServicePlan, WatchedService } from './service.ts';
import { watchService, type WatchPorts } from './watch.ts';

/** The services of one workspace. Naming one lets nothing run: a person approves its very words first. */
export interface WatchedServices {
  /** In the order of the file that names them. */
  plans(): Promise<readonly ServicePlan[]>;
  /** Why none of them runs now. */
  whyNone(): Refusal | undefined;
  /** Whether a person approved these very words for it; `undefined` where nobody was asked. */
  approval(plan: ServicePlan): Promise<boolean | undefined>;
  remember(plan: ServicePlan, answer: 'approved' | 'denied'): Promise<void>;
  /** Starts one and keeps it running; a refusal says why that may not be. */
  watch(plan: ServicePlan): Promise<WatchedService | Refusal>;
}

export interface WatchedServicesPorts extends Omit<WatchPorts, 'folderOf'> {
  readonly root: string;
  readonly disk: Pick<DiskPort, 'realPath'>;
  readonly named: () => Promise<WorkspaceConfig['services']>;
  readonly whyNone: WatchedServices['whyNone'];
  readonly approvals: Pick<WatchedServices, 'approval' | 'remember'>;
}

export function createWatchedServices(ports: WatchedServicesPorts): WatchedServices {
  const { root, disk, named, whyNone, approvals } = ports;
  return {
    ...{ ...approvals, whyNone },
    plans: async () => plansOf(await named()),
    async watch(plan) {
      const none = whyNone();
      if (none) return none;
      if ((await approvals.approval(plan)) !== true)
        return refused(
          `${plan.name} does not run: \`${plan.argv.join(' ')}\` is not approved. Run \`grace services run\` where you can answer, or approve what it runs with --trust.`,
        );
      const folder = await disk.realPath(join(root, plan.cwd));
      if (folder === undefined)
        return refused(
          `${plan.name} does not run: its folder ${plan.cwd} does not exist. Correct \`cwd\` in .grace/config.yaml.`,
        );
      const way = relative(root, folder);
      if (way.startsWith('..') || isAbsolute(way))
        return refused(
          `${plan.name} does not run: its folder ${plan.cwd} leads out of the workspace. Name one inside in .grace/config.yaml.`,
        );
      return watchService(plan, { ...ports, folderOf: () => folder });
    },
  };
}
