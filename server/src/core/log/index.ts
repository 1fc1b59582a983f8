/** The log promises that what it acknowledged is never lost, forked or silently changed, whatever crashes. */
export { logKernel } from './kernel.ts';
export { openLog } from './open.ts';
export type { LogOptions } from './open.ts';
export type * from './log.ts';
