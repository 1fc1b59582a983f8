import { join } from 'node:path';
import { refused, type Refusal } from '../../../base/index.ts';
import type { SandboxPlace } from './place.ts';

/** Adding and committing a large tree for the first time. */
const gitDeadlineMs = 120_000;

/** What git is asked, so that neither the person's settings nor hooks nor signing have a say. */
const settings: readonly string[] = [
  ...['-c', 'user.name=Grace', '-c', 'user.email=grace@localhost', '-c', 'commit.gpgsign=false'],
  ...[
    '-c',
    'core.hooksPath=',
    '-c',
    'core.autocrlf=false',
    '-c',
    'init.defaultBranch=main',
    '-c',
    'gc.auto=0',
  ],
];

/** Makes the copy a repository of its own, with one commit of what it holds. The user's `.git` is never asked. */
export async function makePrivateRepository(
  place: SandboxPlace,
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const { disk, pair } = place;
  if (await isComplete(place)) return undefined;
  await place.owned.removeTree(join(pair.copy, '.git'));
  const started = await git(place, ['init', '-q', '--template='], signal);
  if (started) return started;
  await disk.makeFolder(join(pair.copy, '.git', 'info'));
  await disk.write(join(pair.copy, '.git', 'info', 'exclude'), Buffer.from('node_modules\n'));
  return (
    (await git(place, ['add', '-A'], signal)) ??
    (await git(
      place,
      ['commit', '-q', '--no-verify', '--allow-empty', '-m', 'The workspace as it is'],
      signal,
    ))
  );
}

/** A commit writes its branch last: where that is, everything before it is. */
async function isComplete(place: SandboxPlace): Promise<boolean> {
  return (await place.disk.stat(join(place.pair.copy, '.git', 'refs', 'heads', 'main'))) !== undefined;
}

async function git(
  place: SandboxPlace,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  const ran = await place.processes.run(
    { argv: ['git', ...settings, ...args], cwd: place.pair.copy, env, deadlineMs: gitDeadlineMs },
    signal,
  );
  if (!ran.ok) return refused(`The copy could not get a git directory of its own: ${ran.fault.message}`);
  const { exitCode, timedOut, stderr } = ran.value;
  if (exitCode === 0) return undefined;
  const why = timedOut ? `git ${args[0] ?? ''} did not end in time` : stderr.trim();
  return refused(`The copy could not get a git directory of its own: ${why}`);
}
