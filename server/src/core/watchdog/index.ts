/** The watchdog promises that who stops is noticed: within three beats, and without crying wolf on a busy machine. */
export { createPhi } from './phi.ts';
export { createVigil } from './vigil.ts';
