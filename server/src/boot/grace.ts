/** Entry of the command line (`dist/grace.js`). */
import type * as program from './program.ts';
import { runProgram } from './run-program.ts';

const { runCommandLine } = runProgram('program', 'command') as typeof program;
runCommandLine();
