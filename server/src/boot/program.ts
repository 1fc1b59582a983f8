/** The language server and the command line (`dist/program.js`), which share most of what they are made of. */
export { runCommandLine } from './grace-program.ts';
export { serve } from './server-program.ts';
