import type { Intent } from '../intent.ts';
import { addTypeHints } from './add_type_hints/index.ts';
import { extractMethod } from './extract_method/index.ts';
import { improveLogging } from './improve_logging/index.ts';

/** Every intent, in the order menus show them. */
export const intents: readonly Intent[] = [improveLogging, addTypeHints, extractMethod];
