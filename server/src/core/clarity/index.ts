/** Clarity promises that whatever Grace decided can be asked for: on what, instead of what, how sure, and since when. */
export type { Asked, Clarity } from './clarity.ts';
export { createKernelDecisions } from './kernel-decisions.ts';
export { clarityKernel } from './kernel.ts';
export { createClarity } from './open.ts';
export { sayWhy } from './say.ts';
export { changeSubject } from './story.ts';
