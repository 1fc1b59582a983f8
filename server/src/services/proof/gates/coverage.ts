import type { ProbedFile } from '../../analysis/index.ts';
import type { FileChange } from '../../../protocol/index.ts';

/** Changed lines of a file, and those that a test executed. */
export interface LineCoverage {
  readonly path: string;
  readonly total: number;
  readonly executed: number;
  /** The first lines that nothing executed. */
  readonly missed: readonly number[];
}

/** Where probes of the sandbox write, and what they wrote, one `<probe> <path>` a line. */
export function coverageOf(probes: readonly ProbedFile[], hits: string): readonly LineCoverage[] {
  const seen = new Set(hits.split('\n'));
  return probes.map(({ path, lines }) => {
    const key = JSON.stringify(path).slice(1, -1);
    const missed = lines
      .filter((line) => line.probes.some((probe) => !seen.has(`${probe} ${key}`)))
      .map(({ line }) => line);
    return { path, total: lines.length, executed: lines.length - missed.length, missed };
  });
}

export function sumOf(coverage: readonly LineCoverage[]): { total: number; executed: number } {
  return {
    total: coverage.reduce((sum, file) => sum + file.total, 0),
    executed: coverage.reduce((sum, file) => sum + file.executed, 0),
  };
}

/** The change that turns the changed files of the sandbox into their probed selves. */
export function probedFiles(probes: readonly ProbedFile[], hits: string): readonly FileChange[] {
  // Inside a quoted string of the probe, so that a backslash of a Windows path survives.
  const quoted = JSON.stringify(hits).slice(1, -1);
  return probes.map(({ path, text, hitsToken }) => ({
    path,
    before: null,
    after: text.replaceAll(hitsToken, () => quoted),
  }));
}
