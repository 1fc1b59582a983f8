/** Every kernel Grace consists of, with its tier. Whatever lists kernels anywhere is derived from here. */
export const kernelTiers = {
  immutable_log: 0,
  message_bus: 0,
  store: 0,
  config: 0,
  secrets: 0,
  clarity: 0,
  snapshots: 1,
  error_recognition: 1,
  trigger_monitor: 1,
  self_healing: 1,
  tier_watchdog: 1,
  resource_governor: 1,
  workspace: 2,
  analysis: 2,
  verification: 2,
  coding_agent: 2,
  refactor: 2,
  telemetry: 3,
  supply_chain: 3,
  chaos: 3,
} as const;

/** What a tier is for, by its number. Tier 0 must run, or Grace does not. */
export const tierNames = ['foundation', 'guardians', 'workers', 'observers'] as const;

export type KernelId = keyof typeof kernelTiers;
export type Tier = (typeof kernelTiers)[KernelId];
export type TierOf<Id extends KernelId> = (typeof kernelTiers)[Id];

export const kernelIds = Object.keys(kernelTiers) as readonly KernelId[];

export function isKernelId(name: string): name is KernelId {
  return Object.hasOwn(kernelTiers, name);
}

/** How a kernel is, for everybody who shows or watches it. */
export type KernelState =
  /** Its substance is not built yet. */
  | { readonly name: 'planned' }
  | { readonly name: 'starting' }
  | { readonly name: 'ready' }
  /** It runs with less than it has, or not at all and is started again by itself; `reason` is a sentence. */
  | { readonly name: 'degraded'; readonly reason: string }
  /** It was told to stop. */
  | { readonly name: 'stopped' }
  /** It failed too often: left alone until then (milliseconds since the epoch), and then tried again with care. */
  | { readonly name: 'quarantined'; readonly reason: string; readonly untilMs: number };
