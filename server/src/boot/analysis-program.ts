/** The analysis (`dist/analysis-program.js`), which `dist/analysis.js` starts: wires the worker to its IPC channel. */
import { aheadWord } from '../adapters/index.ts';
import { heart } from './analysis-heart.ts';
import process from 'node:process';
import { refactorWork } from '../features/refactor/worker.ts';
import { runOnChannel } from '../services/analysis/worker.ts';

runOnChannel(process, refactorWork, heart, { word: aheadWord });
