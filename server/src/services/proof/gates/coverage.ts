import type { ProbedFile } from '../../analysis/index.ts';
import type { FileChange } from '../../../protocol/index.ts';

/** Changed lines of a file, and those that a test executed; the lines of one statement are one. */
export interface LineCoverage {
  readonly path: string;
  /** 1-based lines of the changed text. */
  readonly lines: readonly number[];
  /** Those that nothing executed. */
  readonly missed: readonly number[];
}

/** Where probes of the sandbox write, and what they wrote, one `<probe> <path>` a line. */
export function coverageOf(probes: readonly ProbedFile[], hits: string): readonly LineCoverage[] {
  const seen = new Set(hits.split('\n'));
  return probes.map(({ path, lines: all }) => {
    const counted = firstOfEachStatement(all);
    const key = JSON.stringify(path).slice(1, -1);
    const missed = counted.filter(({ probes: own }) => own.some((probe) => !seen.has(`${probe} ${key}`)));
    return { path, lines: counted.map(({ line }) => line), missed: missed.map(({ line }) => line) };
  });
}

/**
 * A statement over several lines is one line, its first: a line counts only when it has a probe that the lines above it
 * do not have, such as a branch of its own.
 */
function firstOfEachStatement(lines: ProbedFile['lines']): ProbedFile['lines'] {
  const counted = new Set<number>();
  return lines.filter(({ probes }) => {
    const isOwn = probes.length === 0 || probes.some((probe) => !counted.has(probe));
    for (const probe of probes) counted.add(probe);
    return isOwn;
  });
}

export function sumOf(coverage: readonly LineCoverage[]): { total: number; executed: number } {
  const total = coverage.reduce((sum, { lines }) => sum + lines.length, 0);
  return { total, executed: total - coverage.reduce((sum, { missed }) => sum + missed.length, 0) };
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
