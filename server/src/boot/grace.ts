/** Entry of the command line (`dist/grace.js`). */
import { runProgram } from './run-program.ts';

runProgram('grace-program', 'command');
