import type { RefactorPort } from '../../services/analysis/index.ts';
import { runIntent } from './apply-edit.ts';
import { intents } from './intents/registry.ts';

/** The part of the refactor room that runs inside of the analysis processes: the intents themselves. */
export const refactorWork: RefactorPort = { intents, run: runIntent };
