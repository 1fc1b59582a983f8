/** Checks promise to look and not to touch, and a sentence about each thing they looked at. */
import type { Check } from './check.ts';
import { configuration } from './configuration.ts';
import { database } from './database.ts';
import { log } from './log.ts';
import { memory } from './memory.ts';
import { runtime } from './runtime.ts';
import { storage } from './storage.ts';
import { workspace } from './workspace.ts';

/** In the order they are shown. */
export const checks: readonly Check[] = [runtime, storage, memory, log, database, configuration, workspace];
