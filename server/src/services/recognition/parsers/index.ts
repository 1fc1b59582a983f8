import { biomeJson } from './biome-json.ts';
import { biome } from './biome.ts';
import { candidatesAmong } from './candidates.ts';
import { esbuild } from './esbuild.ts';
import { eslintJson } from './eslint-json.ts';
import { eslint } from './eslint.ts';
import { flake8 } from './flake8.ts';
import { git } from './git.ts';
import { jest } from './jest.ts';
import { log } from './log.ts';
import { mocha } from './mocha.ts';
import { mypy } from './mypy.ts';
import { nodeTest } from './node-test.ts';
import { node } from './node.ts';
import { npm } from './npm.ts';
import { oxlintJson } from './oxlint-json.ts';
import { oxlint } from './oxlint.ts';
import type { Parser } from './parser.ts';
import { pnpm } from './pnpm.ts';
import { pytest } from './pytest.ts';
import { python } from './python.ts';
import { rollup } from './rollup.ts';
import { ruff } from './ruff.ts';
import { tap } from './tap.ts';
import { tsc } from './tsc.ts';
import { vite } from './vite.ts';
import { vitest } from './vitest.ts';
import { webpack } from './webpack.ts';
import { yarn } from './yarn.ts';

export type { Candidates } from './candidates.ts';

/** Every parser. Where two could take a line the first one does: those with the most telling first lines come first. */
export const parsers: readonly Parser[] = [
  ...[tsc, eslint, eslintJson, biome, biomeJson, oxlint, oxlintJson],
  ...[vitest, jest, mocha, nodeTest, tap, pytest],
  ...[mypy, ruff, flake8],
  ...[npm, pnpm, yarn],
  ...[esbuild, webpack, rollup, vite, git, python, node, log],
];

/** Which of them are asked about a line. */
export const candidatesOf = candidatesAmong(parsers);
