/** The map promises to leave out of a proof only test files that cannot tell the changed tree from one they passed on. */
export { recorderFiles } from './recorder.ts';
export { openTestMap, type BodiesCache, type TestMap } from './test-map.ts';
