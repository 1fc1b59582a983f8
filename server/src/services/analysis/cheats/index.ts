/** Cheats promises to name every edit that makes a change look green without doing its work. Pure: text in, findings out. */
export { findCheats } from './find-cheats.ts';
export { cheatRules } from './registry.ts';
