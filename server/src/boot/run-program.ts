import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCompiled } from '../adapters/index.ts';
import { compiledFolderOf, compiledVariable } from '../core/state/index.ts';
import { limits } from './limits.ts';

/**
 * Runs one of the programs beside this one. What starts the process is a file of its own and small, so that the program is
 * not read and compiled before it is known whether that was done already.
 */
export function runProgram(name: string, kind: keyof typeof limits.keepCompiledAfterMs): void {
  const folder =
    process.env[compiledVariable] ??
    compiledFolderOf({ platform: process.platform, home: homedir(), variables: process.env });
  runCompiled(join(__dirname, `${name}.js`), {
    folder,
    kind,
    keepAfterMs: limits.keepCompiledAfterMs[kind],
  });
}
