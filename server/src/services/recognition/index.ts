/** Recognition promises one name for every failure, from what tools print, whatever path, day or machine it is from. */
export { errorJson } from './error-json.ts';
export { workspacePath } from './portable-path.ts';
export { recognizeErrors, recognizeLines, type RecognizedError, type RecognizedLine } from './recognize.ts';
export { isOfKnownTool, recognizeProblem } from './recognize-problem.ts';
export { recognitionKernel } from './knowledge/kernel.ts';
export { KnowledgeProjection } from './knowledge/knowledge-projection.ts';
export type { Knowledge } from './knowledge/knowledge.ts';
