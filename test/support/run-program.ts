import { inspect } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { ts } from '../../server/src/services/analysis/typescript.ts';

/** What can be seen of a program: what it traced, in order, and how its `main` ended. */
export interface Run {
  readonly traced: readonly string[];
  readonly ended: string;
}

/**
 * Runs a TypeScript or JavaScript file in a realm of its own: its `main` with the inputs, `trace` at hand as a global.
 * What takes longer than `timeoutMs` without giving way ends as a failure.
 */
export async function runProgram(path: string, text: string, inputs: readonly unknown[] = []): Promise<Run> {
  const traced: string[] = [];
  const trace = (...values: readonly unknown[]) => void traced.push(values.map(shown).join(' '));
  const context = createContext({ trace, exports: {}, inputs });
  const { outputText } = ts.transpileModule(text, { fileName: path, compilerOptions });
  try {
    runInContext(`${outputText}\nvar start = exports.main ?? main;`, context, { timeout: timeoutMs });
    const returned: unknown = await runInContext('start(...inputs)', context, { timeout: timeoutMs });
    return { traced, ended: `returned ${shown(returned)}` };
  } catch (thrown) {
    return { traced, ended: `threw ${errorText(thrown)}` };
  }
}

const timeoutMs = 1_000;

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  jsx: ts.JsxEmit.React,
  allowJs: true,
  // Sloppy files stay sloppy.
  alwaysStrict: false,
};

function shown(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: Infinity, compact: true });
}

function errorText(thrown: unknown): string {
  return thrown !== null && typeof thrown === 'object' && 'message' in thrown
    ? String(thrown.message)
    : shown(thrown);
}
