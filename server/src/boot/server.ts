/** Entry of the language server (`dist/server.js --node-ipc | --stdio`). */
import { join } from 'node:path';
import { forkAhead } from '../adapters/index.ts';
import { processRequest } from '../services/analysis/index.ts';
import { analysisEnvironment, runProgram } from './run-program.ts';
import type * as program from './program.ts';

// Every answer needs it, and it takes as long to load as the server: they come up side by side.
const ahead = forkAhead(
  processRequest('syntax', { module: join(__dirname, 'analysis.js'), env: analysisEnvironment() }),
);
const { serve } = runProgram('program', 'server') as typeof program;
serve(ahead);
