import type { ForkRequest } from '../../core/ports/index.ts';
import { analysisLimits, type AnalysisLimits } from './limits.ts';
import type { ProcessMode } from './wire.ts';

const bytesPerMebibyte = 1024 * 1024;

export interface ProcessPlace {
  /** Absolute path of the bundled `analysis.js`. */
  readonly module: string;
  /** Told to the process beside what it needs to start at all. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a process of the analysis is started, whatever it is going to look at. */
export function processRequest(
  mode: ProcessMode,
  { module, env }: ProcessPlace,
  limits: AnalysisLimits = analysisLimits,
): ForkRequest & { readonly bare: true } {
  return {
    ...{ module, args: [], bare: true, endsItself: true, beatMs: limits.heartbeatMs },
    // The collector must start to work hard before the ceiling is met, and give up soon after.
    execArgv: [`--max-old-space-size=${Math.ceil(memoryBytesMax(mode, limits) / bytesPerMebibyte)}`],
    ...(env ? { env } : {}),
  };
}

export function memoryBytesMax(mode: ProcessMode, limits: AnalysisLimits): number {
  return mode === 'syntax' ? limits.syntaxMemoryBytesMax : limits.semanticMemoryBytesMax;
}
