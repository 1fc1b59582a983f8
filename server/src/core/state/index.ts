/** State promises one private folder per workspace, outside the user's tree, that one process at a time may change. */
export { cacheFolderOf, compiledFolderOf, compiledVariable } from './cache-location.ts';
export { openState } from './state.ts';
export type * from './state.ts';
export type { Machine } from './machine.ts';
