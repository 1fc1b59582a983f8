import process from 'node:process';

const workMs = 30;
const microsecondsPerMs = 1_000;

/** Works for a moment and compares the time that it took with the processor time that it got: 1 where nobody else wanted it. */
export function slowdown(): number {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  let usedMs = 0;
  while (usedMs < workMs) {
    const { user, system } = process.cpuUsage(before);
    usedMs = (user + system) / microsecondsPerMs;
  }
  return (performance.now() - startedMs) / usedMs;
}
