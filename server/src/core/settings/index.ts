/** Settings promise that a file of the workspace can only forbid, that a broken one never loosens anything, and that every problem has its place. */
export { configKernel } from './kernel.ts';
export { isSoundLastGood } from './last-good.ts';
export { openSettings } from './open.ts';
export { fitsWildcards } from './pattern.ts';
export type { Place, Problem } from './place.ts';
export { fileProblem, readConfig, readPart, type ReadConfig } from './read-config.ts';
export { readText } from './read-file.ts';
export type * from './rules.ts';
export type * from './settings.ts';
export type * from './tighten.ts';
