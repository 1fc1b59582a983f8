/** The worker promises the child's side of the analysis: one process, one mode, answers until its channel closes. */
export { runOnChannel } from './worker/ipc.ts';
