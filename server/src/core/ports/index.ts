/** Ports promise that the rest of Grace never touches the disk or a process itself: adapters do, behind these types. */
export type * from './disk.ts';
export type * from './folder-watch.ts';
export type * from './main-loop.ts';
export type * from './local-socket.ts';
export type * from './probe.ts';
export type * from './process.ts';
export type * from './program.ts';
export type * from './resources.ts';
