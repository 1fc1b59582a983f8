/** Rollback promises that a kept state of Grace comes back as a whole or not at all, whatever crashes, and that this can be taken back. */
export { rollbackDecision } from './rollback-decision.ts';
export * from './roll-back.ts';
