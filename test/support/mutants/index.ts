/** Mutants: small seeded defects of the fixture workspaces, to be sent through the proof loop as if they were proposals. */
export { killersOf, type Killed } from './kill.ts';
export { mutantsOf, type Mutant } from './mutants.ts';
