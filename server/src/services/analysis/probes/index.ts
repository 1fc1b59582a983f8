/** Probes promise the truth about which changed lines ran, in any test runner, at the price of one call per changed line. */
export { addProbes, probeBodies, type ProbedBodies, type ProbedFile } from './add-probes.ts';
