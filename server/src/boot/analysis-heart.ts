import { startHeart } from '../adapters/index.ts';

/** A module of its own, imported before the compiler is: loading that takes a while, and the heart beats meanwhile. */
export const heart = startHeart();
