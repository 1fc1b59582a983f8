/** Adapters promise that nobody else touches the disk, a process or git: they implement the ports of the core. */
export { systemDisk } from './disk.ts';
export { systemProcesses } from './process.ts';
