/** Resident promises the answers of a tool without its start: the same words, or none at all. */
export { createResidents, noResidents, type Residents, type Seat } from './residents.ts';
export type { Question } from './wire.ts';
