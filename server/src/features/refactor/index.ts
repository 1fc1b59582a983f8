/** Refactor promises proposals that a person can trust: made, screened, proven, applied and taken back through one door. */
export { approvalsAsDeniedSince, isSoundApprovals, openApprovals, type Approvals } from './approvals.ts';
export { createBatch, openRunMemory, type Batch, type Found, type RunResult } from './batch/index.ts';
export { unifiedDiff } from './diff.ts';
export { refactorKernel } from './kernel.ts';
export type { Proposal } from './proposal.ts';
export type { FoundInFile, Outcome, ProposeRequest, RefactorService, Watch } from './refactor-service.ts';
export { createRefactorService } from './service.ts';
export { parseTarget, spanOfPlace } from './target.ts';
export { createTasks, type TaskDone, type Tasks } from './tasks/index.ts';
