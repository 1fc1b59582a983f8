/** `npm run ready`: everything that has to hold before a change lands, in the order that fails soonest. */
import { run } from './run.mts';

const checks: readonly (readonly [string, ...string[]])[] = [
  ['npm', 'run', '--silent', 'format'],
  ['npm', 'run', '--silent', 'types'],
  ['npm', 'run', '--silent', 'lint'],
  ['npm', 'run', '--silent', 'boundaries'],
  ['npm', 'run', '--silent', 'dead'],
  ['npm', 'run', '--silent', 'gen:check'],
  ['npm', 'run', '--silent', 'test'],
];

for (const check of checks) {
  const started = performance.now();
  const code = await run(check);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${check.at(-1) ?? ''} (${seconds} s)`);
  if (code !== 0) process.exit(code);
}
