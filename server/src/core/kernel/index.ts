/** Kernels promise parts that really run: started in order, tested, watched, restarted, and stopped without a trace. */
export { bind } from './bind.ts';
export type { BoundKernel, ServiceOf } from './bind.ts';
export { createControlPlane } from './control-plane.ts';
export type { ControlPlane, KernelStatus } from './control-plane.ts';
export { counted, countWork } from './count-work.ts';
export { withDeadline } from './deadline.ts';
export { defineKernel } from './define-kernel.ts';
export type { KernelEvent } from './events.ts';
export type * from './kernel.ts';
export { limits as kernelLimits } from './limits.ts';
export { afterFailure, cleanHistory } from './restart-policy.ts';
export { createLifetime } from './lifetime.ts';
export type { Lifetime } from './lifetime.ts';
export { dependantsOf, wavesOf } from './waves.ts';
