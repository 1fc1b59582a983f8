/** Proof promises that no change is called proven unless the workspace's own tools said so in a private copy. */
export type * from './proof.ts';
export { combineChanges, createCombination } from './combine.ts';
export { createProof, type ProofPorts } from './create-proof.ts';
export { hunksOf, withHunks } from './hunks.ts';
export { isLasting } from './remembered-proof.ts';
export { verificationKernel } from './kernel.ts';
export { openSandbox } from './sandbox/index.ts';
export { recordVerdicts } from './record-verdicts.ts';
