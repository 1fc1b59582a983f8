import type { Intent } from '../intent.ts';
import { improveLogging } from './improve_logging/index.ts';

/** Every intent, in the order menus show them. */
export const intents: readonly Intent[] = [improveLogging];
