/**
 * `npm start [-- DIR] [--apply] [--limit N] [--trust]`: the main job. Finds opportunities in DIR, proves the best ones,
 * prints each as a diff with its verdict, and with `--apply` applies the proven ones. Without DIR it works on a fresh
 * copy of the bundled sample.
 */
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './run.mts';
import { freshSample } from './sample.mts';

/** Opportunities proven by one `npm start`, best first; `--limit` changes it. */
const opportunitiesMax = 8;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { apply: { type: 'boolean' }, limit: { type: 'string' }, trust: { type: 'boolean' } },
});
if (positionals.length > 1) {
  console.error('Name one folder: npm start -- DIR [--apply] [--limit N] [--trust]');
  process.exit(2);
}

process.exitCode = await start();

async function start(): Promise<number> {
  const built = await run(['node', 'tools/build.mts']);
  if (built !== 0) return built;
  const given = positionals[0];
  const folder = given === undefined ? await freshSample() : resolve(process.env['INIT_CWD'] ?? '.', given);
  if (folder === undefined) return 1;
  // The sample is ours, so its tools are approved; any other folder is asked about, or takes `--trust`.
  const trusted = given === undefined || values.trust === true;
  const code = await run([
    'node',
    'dist/grace.js',
    'refactor',
    'run',
    '--workspace',
    folder,
    '--limit',
    values.limit ?? String(opportunitiesMax),
    ...(values.apply === true ? ['--apply'] : []),
    // A fresh copy of the sample is shown whole each time.
    ...(given === undefined ? ['--fresh'] : []),
    ...(trusted ? ['--trust'] : []),
  ]);
  if (given === undefined)
    console.log(`The sample lies in ${relative(process.cwd(), folder)}: look around there.`);
  // A change that did not hold is an answer, not a failure of this command.
  return code === 1 ? 0 : code;
}
