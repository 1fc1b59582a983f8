import type { WorkspaceConfig } from '../../protocol/index.ts';
import { limits } from './limits.ts';
import type { Probe, ServicePlan } from './service.ts';

type Named = NonNullable<WorkspaceConfig['services']>;

/** The services that a workspace names, in the order of its file. */
export function plansOf(services: Named = {}): readonly ServicePlan[] {
  return Object.entries(services).map(([name, { command, cwd = '', probe, restart = 'on_failure' }]) => {
    const seen = probe && probeOf(probe);
    return { name, argv: command, cwd, restart, ...(seen ? { probe: seen } : {}) };
  });
}

const msPerSecond = 1_000;

function probeOf({
  url,
  status,
  port,
  line,
  seconds,
}: NonNullable<Named[string]['probe']>): Probe | undefined {
  const msMax = seconds === undefined ? limits.readyMsMax : seconds * msPerSecond;
  if (url !== undefined) return { kind: 'url', url, msMax, ...(status === undefined ? {} : { status }) };
  if (port !== undefined) return { kind: 'port', port, msMax };
  return line === undefined ? undefined : { kind: 'line', text: line, msMax };
}
