/** Sandbox promises a private copy of the workspace in which any tool may run without a byte of the user's tree changing. */
export type * from './sandbox.ts';
export { openSandbox } from './open.ts';
