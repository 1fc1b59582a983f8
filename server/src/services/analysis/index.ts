/** Analysis promises answers about code from processes that can be killed: syntax at once, types when they are ready. */
export type * from './analysis.ts';
export type * from './views.ts';
export { createAnalysis, type AnalysisSetup } from './create.ts';
export { analysisLimits, type AnalysisLimits } from './limits.ts';
