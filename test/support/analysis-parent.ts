/** A parent to be killed: starts an analysis over the folder it is given, prints the child's process id, keeps it busy. */
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAnalysis } from './analysis.ts';

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error('analysis-parent needs a folder');
const analysis = await startAnalysis(root, { entry: 'test' });
const signal = new AbortController().signal;
void analysis.edit({ path: 'a.ts', intent: 'slow', span: { start: 0, end: 0 } }, signal);
let pid: string | undefined;
while ((pid = /^semantic.*process (\d+).*busy$/m.exec(analysis.debugInfo())?.[1]) === undefined)
  await sleep(5);
process.stdout.write(`${pid}\n`);
