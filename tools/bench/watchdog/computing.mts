/** A child whose heart beats while its main thread computes without end. */
import { startHeart } from '../../../server/src/adapters/index.ts';

startHeart();
process.on('disconnect', () => process.exit(0));
for (;;) {
  const endMs = performance.now() + 2_000;
  while (performance.now() < endMs);
  await new Promise((resolve) => setImmediate(resolve));
}
