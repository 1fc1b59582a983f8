/** The governor promises that Grace leaves the machine usable: it measures, adapts how much runs, and pauses what can wait. */
export type { AdaptiveLimit } from './adaptive-limit.ts';
export { governRuns } from './govern-runs.ts';
export type { Governor } from './governor.ts';
export { governorKernel } from './kernel.ts';
export { keepLevel } from './load.ts';
export { createGovernor } from './open.ts';
export type { GovernorOptions, LoadPort } from './open.ts';
