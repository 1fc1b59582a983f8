/** The store promises answers that follow from the log alone: whatever happens to its database, they are the same. */
export { Damaged } from './engine.ts';
export type * from './engine.ts';
export { incidentOf } from './incidents.ts';
export { storeKernel } from './kernel.ts';
export { schema } from './migrations.ts';
export type { Schema } from './migrations.ts';
export { openStore } from './open-store.ts';
export type { StoreOptions } from './open-store.ts';
export type * from './store.ts';
export { tables } from './tables.ts';
