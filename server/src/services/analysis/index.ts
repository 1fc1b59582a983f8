/** Analysis promises answers about code from processes that can be killed: syntax at once, types when they are ready. */
export type * from './analysis.ts';
export type * from './views.ts';
export { createAnalysis } from './create.ts';
export { analysisKernel } from './kernel.ts';
export { processIncidentOf } from './process-events.ts';
export type { ProcessEvent } from './process-events.ts';
export { processRequest } from './process-request.ts';
export { editUnderRules } from './under-rules.ts';
export { governEdits } from './govern-edits.ts';
export { analysisLimits, type AnalysisLimits } from './limits.ts';
export { takesText } from './takes-text.ts';
