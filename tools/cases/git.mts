import type { Case } from './case.mts';

const start =
  'git init -q -b main . && git config user.name Ada && git config user.email ada@example.invalid && git add . && git commit -qm Start';

interface Fault {
  readonly id: string;
  readonly prose: string;
  readonly command: string;
  readonly message: string;
  readonly code?: string;
  readonly file?: string;
}

const faults: readonly Fault[] = [
  {
    id: 'no-repository',
    prose: 'There is no repository.',
    command: 'git status',
    message: 'not a git repository (or any of the parent directories): .git',
  },
  {
    id: 'unknown-path',
    prose: 'A file is named that git does not know.',
    command: `${start} && git checkout nowhere.txt`,
    message: "pathspec 'nowhere.txt' did not match any file(s) known to git",
  },
  {
    id: 'unknown-branch',
    prose: 'A branch is merged that does not exist.',
    command: `${start} && git rebase nowhere`,
    message: "invalid upstream 'nowhere'",
  },
  {
    id: 'unknown-revision',
    prose: 'A revision is shown that does not exist.',
    command: `${start} && git log nowhere --`,
    message: "bad revision 'nowhere'",
  },
  {
    id: 'conflict',
    prose: 'Two branches changed the same line.',
    command: `${start} && git checkout -qb side && echo one > price.txt && git commit -qam Side && git checkout -q main && echo two > price.txt && git commit -qam Main && git merge side`,
    message: 'Merge conflict in price.txt',
    code: 'CONFLICT',
    file: 'price.txt',
  },
  {
    id: 'overwritten',
    prose: 'A switch would lose what was not committed.',
    command: `${start} && git checkout -qb side && echo one > price.txt && git commit -qam Side && git checkout -q main && echo two > price.txt && git checkout side`,
    message: 'Your local changes to the following files would be overwritten by checkout:',
    file: 'price.txt',
  },
  {
    id: 'rejected',
    prose: 'Somebody else pushed first.',
    command: `${start} && git clone -q --bare . .far && git clone -q .far .near && (cd .near && git config user.name Ada && git config user.email ada@example.invalid && echo one > price.txt && git commit -qam Near && git push -q) && git remote add origin .far && echo two > price.txt && git commit -qam Here && git push origin main`,
    message: 'main -> main (fetch first)',
    code: 'rejected',
  },
  {
    id: 'no-remote',
    prose: 'A remote is named that does not exist.',
    command: `${start} && git push nowhere main`,
    message: "'nowhere' does not appear to be a git repository",
  },
  {
    id: 'unknown-refspec',
    prose: 'A branch is pushed that does not exist.',
    command: `${start} && git clone -q --bare . .far && git push .far nowhere`,
    message: 'src refspec nowhere does not match any',
  },
  {
    id: 'patch',
    prose: 'A patch does not fit.',
    command: `${start} && printf -- '--- a/price.txt\\n+++ b/price.txt\\n@@ -1 +1 @@\\n-never there\\n+new\\n' | git apply`,
    message: 'patch failed: price.txt:1',
    file: 'price.txt',
  },
  {
    id: 'unknown-command',
    prose: 'An option is given that git does not have.',
    command: `${start} && git branch -d nowhere`,
    message: "branch 'nowhere' not found",
  },
  {
    id: 'unmerged',
    prose: 'A merge is not finished.',
    command: `${start} && git checkout -qb side && echo one > price.txt && git commit -qam Side && git checkout -q main && echo two > price.txt && git commit -qam Main && (git merge -q side >/dev/null 2>&1; git commit -m Done)`,
    message: 'Committing is not possible because you have unmerged files.',
  },
];

export const gitCases: readonly Case[] = faults.map(({ id, prose, command, message, code, file }): Case => ({
  name: id,
  fault: `git ${id}`,
  prose,
  project: 'empty',
  command,
  seed: { 'price.txt': 'nothing\n' },
  expected: {
    tool: 'git',
    ...(code === undefined ? {} : { code }),
    message,
    ...(file === undefined ? {} : { file }),
  },
}));
