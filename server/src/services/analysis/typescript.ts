/** The one door to the compiler: only code that runs in an analysis process may come through it. */
export { ts } from 'ts-morph';
