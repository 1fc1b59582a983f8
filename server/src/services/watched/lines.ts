import type { ProgramOutput } from '../../core/ports/index.ts';
import { limits } from './limits.ts';

/** Makes lines of what a program prints on its two streams, and keeps the last of them. */
export interface Lines {
  add(output: ProgramOutput): void;
  /** What was begun and has no end counts as a line. */
  end(): void;
  kept(): readonly string[];
}

export function createLines(tell: (line: string) => void): Lines {
  const kept: string[] = [];
  const begun = { stdout: '', stderr: '' };

  function take(line: string): void {
    const told = line.endsWith('\r') ? line.slice(0, -1) : line;
    kept.push(told);
    if (kept.length > limits.keptLinesMax) kept.shift();
    tell(told);
  }

  return {
    add({ stream, text }) {
      const lines = `${begun[stream]}${text}`.split('\n');
      const last = lines.pop() ?? '';
      for (const line of lines) take(line.slice(0, limits.lineLengthMax));
      begun[stream] = last.slice(0, limits.lineLengthMax);
    },
    end() {
      for (const stream of ['stdout', 'stderr'] as const) {
        const line = begun[stream];
        begun[stream] = '';
        if (line !== '') take(line);
      }
    },
    kept: () => [...kept],
  };
}
