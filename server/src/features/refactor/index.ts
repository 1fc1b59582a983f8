/** Refactor promises proposals that a person can trust: made, screened, proven, applied and taken back through one door. */
export { openApprovals, type Approvals } from './approvals.ts';
export { unifiedDiff } from './diff.ts';
export type { Proposal } from './proposal.ts';
export {
  createRefactorService,
  type Outcome,
  type ProposeRequest,
  type RefactorService,
  type Watch,
} from './service.ts';
