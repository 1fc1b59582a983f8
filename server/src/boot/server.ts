/** Entry of the language server (`dist/server.js --node-ipc | --stdio`). */
import { runProgram } from './run-program.ts';

runProgram('server-program', 'server');
