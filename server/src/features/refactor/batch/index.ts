/** Batch promises that a whole repository is worked through in rounds, and that a run given again goes on where it was. */
export { createBatch, type Batch, type BatchPorts, type Found } from './batch.ts';
export { openRunMemory } from './memory.ts';
export type { RunResult } from './run.ts';
