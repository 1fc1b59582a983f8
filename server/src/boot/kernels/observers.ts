import { bind, type BoundKernel } from '../../core/kernel/index.ts';
import { chaosKernel } from '../../features/chaos/index.ts';
import { drillParts } from '../drill-parts.ts';
import { newId } from '../new-id.ts';
import type { KernelsPorts } from './ports.ts';

/** The kernels of tier 3. */
export function observers({ around }: KernelsPorts): readonly BoundKernel[] {
  const { facts, state, machine, clock, warn } = around;
  return [
    bind(chaosKernel, () => {
      const { halt, book, undo, place } = drillParts(facts.root, state, machine);
      const claim = (signal: AbortSignal) => state.claim('chaos', signal);
      return { clock, halt, book, undo, place, warn, ids: newId, claim };
    }),
  ];
}
