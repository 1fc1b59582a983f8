/** Adapters promise that nobody else touches the disk, a process or git: they implement the ports of the core. */
export { aheadWord, forkAhead } from './ahead.ts';
export type { ForkedAhead } from './ahead.ts';
export { runCompiled } from './compiled.ts';
export { armDeadMan } from './dead-man.ts';
export { systemDisk } from './disk.ts';
export { systemFolderWatch } from './folder-watch.ts';
export { createLauncher } from './drill-launcher.ts';
export { drillProcesses } from './drill-processes.ts';
export { secretsIn } from './environment.ts';
export { startHeart } from './heart.ts';
export { createMainLoopPort } from './main-loop.ts';
export { watchMainLoop } from './main-loop-thread.ts';
export { systemSockets } from './local-socket.ts';
export { createProcesses, systemProcesses } from './process.ts';
export { systemResources } from './resources.ts';
export { slowdown } from './slowdown.ts';
export { sqliteHost } from './sqlite-host.ts';
