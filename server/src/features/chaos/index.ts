/** Chaos promises to find out by breaking a second Grace, not by asking, and to leave nothing of it behind. */
export { cards } from './cards/registry.ts';
export type * from './card.ts';
export { createChaos } from './chaos.ts';
export type * from './chaos.ts';
export type { DeadMan } from './drill.ts';
export type * from './drilled/launcher.ts';
export { openDrilled } from './drilled/open.ts';
export { openHalt } from './halt.ts';
export type { Halt } from './halt.ts';
export { chaosKernel } from './kernel.ts';
export { openLedger } from './ledger.ts';
export { limits as chaosLimits } from './limits.ts';
export type * from './subject.ts';
export { openUndoBook, undo, undoRecordSchema } from './undo.ts';
export type { DrillProcesses, UndoBook, UndoPorts, UndoRecord } from './undo.ts';
