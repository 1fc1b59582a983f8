import type { Intent } from '../intent.ts';

/** Every intent, in the order menus show them. */
export const intents: readonly Intent[] = [];
