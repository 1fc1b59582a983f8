/** Parsers promise problems and test runs from what tools print, also when it is coloured, cut off or no report at all. */
export { parseBiome } from './biome.ts';
export { parseEslint } from './eslint.ts';
export { parseJest } from './jest.ts';
export { parseJsonLines } from './json-lines.ts';
export { parseOxlint } from './oxlint.ts';
export {
  type ParsedProblems,
  type ParsedTests,
  type ReportPlace,
  type SuiteError,
  type TestCase,
  type TestRun,
} from './report.ts';
export { parseTap } from './tap.ts';
export { parseTsc } from './tsc.ts';
