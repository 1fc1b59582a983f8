/** A parent to be killed: runs (`tool`) or forks (`fork`) the script it is given, in the folder it is started in. */
import process from 'node:process';
import { systemProcesses } from '../../server/src/adapters/index.ts';

const [kind, script = ''] = process.argv.slice(2);
const hourMs = 3_600_000;
if (kind === 'fork') systemProcesses.fork({ module: script, args: [], execArgv: [] });
else
  await systemProcesses.run(
    { argv: [process.execPath, script], cwd: process.cwd(), deadlineMs: hourMs },
    new AbortController().signal,
  );
