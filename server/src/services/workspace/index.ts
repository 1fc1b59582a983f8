/** Workspace promises to know a workspace's packages and tools from its files alone, executing nothing of it. */
export type * from './facts.ts';
