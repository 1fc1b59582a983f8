/** Kernels promise parts that really run: started in order, tested, watched, restarted, and stopped without a trace. */
export { defineKernel } from './define-kernel.ts';
export type * from './kernel.ts';
export { createLifetime } from './lifetime.ts';
export type { Lifetime } from './lifetime.ts';
export { dependantsOf, wavesOf } from './waves.ts';
