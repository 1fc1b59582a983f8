/** Workspace promises to know a workspace's packages and tools from its files alone, executing nothing of it. */
export type * from './facts.ts';
export { workspaceBoundary } from './boundary.ts';
export { describeWorkspace } from './describe.ts';
export { commandFiles, fileRole } from './file-role.ts';
export { gitState } from './git-state.ts';
export { workspaceKernel } from './kernel.ts';
export type { WorkspaceFiles } from './kernel.ts';
