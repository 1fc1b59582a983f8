import { locationOf, parsedError } from './parsed-error.ts';
import { parsers } from './parsers/index.ts';
import type { RecognizedError } from './recognize.ts';
import { signatureOf } from './signature.ts';

/** A problem as an editor shows it. */
export interface Problem {
  /** Who says so, as the editor has it: `ts`, `eslint`. */
  readonly source: string;
  readonly code?: string | undefined;
  readonly message: string;
  readonly severity: RecognizedError['severity'];
  /** Relative to the workspace. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Names that editors have for tools which are called otherwise on a command line. */
const tools: Readonly<Record<string, string>> = { ts: 'tsc', js: 'tsc', oxc: 'oxlint' };

/** Names a problem as the output of its tool is named: seen in one place, it is known in the other. */
export function recognizeProblem(problem: Problem, root: string): RecognizedError {
  const { source, code, message, severity, file, line } = problem;
  const tool = toolOf(source);
  const [sentence = '', ...more] = message.split('\n').map((each) => each.trim());
  const error = parsedError({
    ...{ tool, severity, message: sentence, location: locationOf(file, line) },
    code: tool === 'tsc' && code !== undefined && /^\d+$/u.test(code) ? `TS${code}` : code,
    details: more.filter(Boolean),
  });
  return { ...error, firstLine: 1, lastLine: 1, signature: signatureOf(error, root) };
}

/** Whether it is the word of a tool whose output Grace reads as well. */
export function isOfKnownTool({ source }: Pick<Problem, 'source'>): boolean {
  return parsers.some(({ tool }) => tool === toolOf(source));
}

function toolOf(source: string): string {
  const name = source.toLowerCase();
  return tools[name] ?? name;
}
