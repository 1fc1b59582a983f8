/** Healing promises repairs by playbooks: chosen by what is known, taken back where they do not help, and judged by the symptom. */
export { notUsed, openShelf, type Shelf } from './playbooks/shelf.ts';
export { openEngine, type Engine } from './engine/engine.ts';
export type * from './engine/ports.ts';
export type { ActionPorts } from './actions/ports.ts';
export { journalledFiles } from './actions/journalled-files.ts';
export { actions } from './actions/registry.ts';
