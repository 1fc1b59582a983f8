/** Restore promises that an apply is whole or nothing, whatever crashes, and can be taken back byte for byte. */
export { openRestore } from './open.ts';
export type * from './open.ts';
export type * from './restore.ts';
export type { RetentionLimits } from './retention.ts';
