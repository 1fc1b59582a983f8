/** Base promises the few words every room shares: results, cancellation, lifetimes, time. It imports nothing of ours. */
export * from './bell.ts';
export * from './bug.ts';
export * from './cancel.ts';
export * from './clock.ts';
export * from './disk-reason.ts';
export * from './disposable.ts';
export * from './emitter.ts';
export * from './hash.ts';
export * from './linger.ts';
export * from './local-time.ts';
export * from './one-at-a-time.ts';
export * from './result.ts';
export * from './seal.ts';
