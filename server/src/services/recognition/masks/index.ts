/** Masks promises placeholders for what differs from one occurrence of a failure to the next, and keeps what tells failures apart. */
export { mask } from './mask.ts';
export { scan } from './scan.ts';
