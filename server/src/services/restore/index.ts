/** Restore promises that an apply is whole or nothing, whatever crashes, and can be taken back byte for byte. */
export { createRecordedEvents, createRestoreLedger } from './create-ledger.ts';
export type { RestoreLedger } from './ledger.ts';
export { snapshotsKernel } from './kernel.ts';
export { openEpochs } from './epochs/open.ts';
export type { Epoch } from './epochs/epoch.ts';
export * from './rollback/index.ts';
export { openRestore } from './open.ts';
export type * from './open.ts';
export type * from './restore.ts';
export { applyUnderRules } from './under-rules.ts';
export type { RetentionLimits } from './retention.ts';
