/** `npm run boundaries`: holds the imports against the rules of docs/architecture.md. */
import { run } from './run.mts';

process.exitCode = await run([
  'depcruise',
  '--config',
  '.dependency-cruiser.cjs',
  '--output-type',
  'err-long',
  'server/src',
  'client/src',
]);
