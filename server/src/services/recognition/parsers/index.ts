import { biomeJson } from './biome-json.ts';
import { eslintJson } from './eslint-json.ts';
import { eslint } from './eslint.ts';
import { node } from './node.ts';
import { oxlintJson } from './oxlint-json.ts';
import type { Parser } from './parser.ts';
import { tsc } from './tsc.ts';

/** Every parser. Where two could take a line the first one does: those with the most telling first lines come first. */
export const parsers: readonly Parser[] = [tsc, eslint, eslintJson, biomeJson, oxlintJson, node];
