/** The worker promises the child's side of the resident tools: answers in the tool's own words until its channel closes. */
export type { Compiler } from './resident/worker/compiler.ts';
export { createResidentTsc } from './resident/worker/resident-tsc.ts';
export type { LinterClass, LinterPackage } from './resident/worker/linter.ts';
export type { ResidentDisk } from './resident/worker/observed-files.ts';
export { createResidentEslint } from './resident/worker/resident-eslint.ts';
export { serveQuestions } from './resident/worker/serve.ts';
