import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCompiled } from '../adapters/index.ts';
import { compiledFolderOf, compiledVariable } from '../core/state/index.ts';
import { limits } from './limits.ts';

/**
 * Runs one of the programs beside this one; answers what it exports. What starts the process is a file of its own and small,
 * so that the program is not read and compiled before it is known whether that was done already.
 */
export function runProgram(name: string, kind: keyof typeof limits.keepCompiledAfterMs): unknown {
  return runCompiled(join(__dirname, `${name}.js`), {
    folder: compiledFolder(),
    kind,
    keepAfterMs: limits.keepCompiledAfterMs[kind],
  });
}

/** The compiler is most of a process of the analysis; compiled once, the next one starts in a fraction of the time. */
export function analysisEnvironment(): Readonly<Record<string, string>> {
  return { [compiledVariable]: compiledFolder() };
}

function compiledFolder(): string {
  return (
    process.env[compiledVariable] ??
    compiledFolderOf({ platform: process.platform, home: homedir(), variables: process.env })
  );
}
