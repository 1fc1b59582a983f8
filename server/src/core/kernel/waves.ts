import { bug } from '../../base/index.ts';
import type { KernelId } from '../../protocol/index.ts';
import type { Kernel } from './kernel.ts';

type Placed = Pick<Kernel<never, unknown>, 'id' | 'dependsOn'>;

/**
 * Kernels in the order they may be started: all of a wave at the same time, each wave when those before it are up. What a
 * kernel depends on and is not among them holds up nobody: it is planned, and the kernel has to do without.
 */
export function wavesOf<K extends Placed>(kernels: readonly K[]): readonly (readonly K[])[] {
  const waiting = new Map(kernels.map((kernel) => [kernel.id, kernel]));
  if (waiting.size < kernels.length) bug('a kernel is there twice');
  const waves: K[][] = [];
  while (waiting.size > 0) {
    const wave = [...waiting.values()].filter(({ dependsOn }) => dependsOn.every((id) => !waiting.has(id)));
    if (wave.length === 0) bug(`kernels wait for each other: ${[...waiting.keys()].join(', ')}`);
    for (const { id } of wave) waiting.delete(id);
    waves.push(wave);
  }
  return waves;
}

/** Whatever needs `id`, directly or through others. */
export function dependantsOf(id: KernelId, kernels: readonly Placed[]): ReadonlySet<KernelId> {
  const found = new Set<KernelId>();
  const look = (of: KernelId) => {
    for (const kernel of kernels)
      if (kernel.dependsOn.includes(of) && !found.has(kernel.id)) {
        found.add(kernel.id);
        look(kernel.id);
      }
  };
  look(id);
  return found;
}
