/** Reports promises problems and test runs from what tools print, also when it is coloured, cut off or no report at all. */
export { parseBiome, readBiome } from './biome.ts';
export { parseEslint, readEslint } from './eslint.ts';
export { parseJest } from './jest.ts';
export { parseJsonLines } from './json-lines.ts';
export { parseOxlint, readOxlint } from './oxlint.ts';
export {
  type ParsedProblems,
  type ParsedTests,
  type PrintedProblem,
  type ReportPlace,
  type SuiteError,
  type TestCase,
  type TestRun,
} from './report.ts';
export { parseTap } from './tap.ts';
export { parseTsc, tscHeader, type TscHeader } from './tsc.ts';
