/** The watchdog promises that who stops is noticed: within three beats, and without crying wolf on a busy machine. */
export { watchdogKernel } from './kernel.ts';
export { limits as watchdogLimits } from './limits.ts';
export { createLoopGuard } from './loop-guard.ts';
export { createPhi } from './phi.ts';
export { createVigil } from './vigil.ts';
export type { Stalled, WatchdogOptions } from './watchdog.ts';
export { hungProcess } from './watchdog.ts';
