import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { seeded } from '../../../support/unreliable-disk.ts';
import { fingerprint } from './tree.ts';
import { createDice, makeText, typeInto, type Dice } from './text.ts';

export const gitKinds = ['ordinary', 'merging', 'linked'] as const;
/** An ordinary clone, one in the middle of a merge, or a linked working tree. */
export type GitKind = (typeof gitKinds)[number];

/** A repository as people leave it, with a linked working tree beside it, put back in a moment for the next history. */
export interface GitWorld {
  readonly stateFolder: string;
  /** Makes everything as at the start; answers with the folder to work in. */
  reset(kind: GitKind): string;
  /** Everything that no apply and no undo may touch: what is git's own, the other working tree, what lies outside. */
  untouchables(kind: GitKind): string[];
  dispose(): void;
}

export function createGitWorld(): GitWorld {
  const folder = mkdtempSync(join(fastFolder(), 'grace-git-history-'));
  const live = join(folder, 'live');
  const templates = { ordinary: join(folder, 'ordinary'), merging: join(folder, 'merging') };
  for (const kind of ['ordinary', 'merging'] as const) {
    mkdirSync(join(live, 'outside'), { recursive: true });
    plant(live, createDice(seeded(kind.length)), kind);
    renameSync(live, templates[kind]);
  }
  return {
    stateFolder: join(folder, 'state'),
    reset(kind) {
      for (const path of [live, join(folder, 'state')]) rmSync(path, { recursive: true, force: true });
      const template = templates[kind === 'merging' ? 'merging' : 'ordinary'];
      cpSync(template, live, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      return join(live, kind === 'linked' ? 'linked' : 'tree');
    },
    untouchables(kind) {
      const [own, other] = kind === 'linked' ? ['linked', 'tree'] : ['tree', 'linked'];
      // What lies in the folder to work in may change; that of git in it may not, be it a folder or a file.
      return [join(live, own, '.git'), join(live, other), join(live, 'outside')].flatMap(fingerprint);
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Memory where the system offers it: nothing of a history is meant to survive it. */
function fastFolder(): string {
  const memory = '/dev/shm';
  return existsSync(memory) ? memory : tmpdir();
}

function plant(live: string, dice: Dice, kind: 'ordinary' | 'merging'): void {
  const tree = join(live, 'tree');
  const git = (...argv: string[]) => runGit(tree, argv);
  const put = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
    chmodSync(join(tree, path), mode);
  };
  mkdirSync(tree);
  git('init', '--quiet', '--template=', '--initial-branch=main');
  put('.gitignore', 'ignored/\n*.log\n');
  put('.gitattributes', '*.bat text eol=crlf\n*.ts -text\n');
  for (const path of ['src/a.ts', 'src/b.ts', 'src/deep/c.ts', 'src/old.ts', 'ünïcode/é.ts', 'src/quiet.ts'])
    put(path, makeText(dice) + line(dice));
  put('run.sh', '#!/bin/sh\n' + line(dice), 0o755);
  put('windows.bat', 'rem first\r\nrem second\r\n');
  put('clash.ts', line(dice));
  symlinkSync('src/a.ts', join(tree, 'link.ts'));
  symlinkSync('src', join(tree, 'alias'));
  git('add', '--all');
  commit(git, 'first');
  git('branch', 'other');
  git('tag', 'v1');
  put('clash.ts', line(dice));
  commit(git, 'second', '--all');
  put('src/a.ts', makeText(dice) + line(dice));
  git('stash', 'push', '--quiet');
  git('worktree', 'add', '--quiet', '../linked', 'other');
  plantLinked(join(live, 'linked'), dice);
  if (kind === 'merging') startMerge(git);
  plantUnfinished(put, git, dice);
  symlinkSync('nowhere', join(tree, 'dangling'));
  symlinkSync('../outside', join(tree, 'outside'));
  writeFileSync(join(live, 'outside', 'theirs.ts'), 'theirs\n');
  put('.git/hooks/pre-commit', '#!/bin/sh\nexit 1\n', 0o755);
}

type Put = (path: string, text: string, mode?: number) => void;
type Git = (...argv: string[]) => void;

/** Staged and edited again, renamed in the index, only announced, taken for unchanged, untracked, ignored. */
function plantUnfinished(put: Put, git: Git, dice: Dice): void {
  put('src/staged.ts', makeText(dice) + line(dice));
  git('add', 'src/staged.ts');
  put('src/staged.ts', makeText(dice) + line(dice));
  put('src/b.ts', typeInto(makeText(dice), dice));
  git('mv', 'src/old.ts', 'src/renamed.ts');
  put('announced.ts', line(dice));
  git('add', '--intent-to-add', 'announced.ts');
  git('update-index', '--assume-unchanged', 'src/quiet.ts');
  put('untracked/u.ts', makeText(dice) + line(dice));
  put('private.ts', line(dice), 0o600);
  put('ignored/i.ts', makeText(dice) + line(dice));
  put('debug.log', line(dice));
}

function plantLinked(linked: string, dice: Dice): void {
  writeFileSync(join(linked, 'clash.ts'), line(dice));
  runGit(linked, ['add', 'clash.ts']);
  commit((...argv) => runGit(linked, argv), 'on the side');
  writeFileSync(join(linked, 'src/b.ts'), makeText(dice) + line(dice));
  writeFileSync(join(linked, 'staged.ts'), line(dice));
  runGit(linked, ['add', 'staged.ts']);
  writeFileSync(join(linked, 'untracked.ts'), line(dice));
}

/** Both branches made another file of `clash.ts`, so that the index holds three versions of it. */
function startMerge(git: Git): void {
  try {
    git('merge', '--quiet', 'other');
  } catch {
    // The conflict is what is wanted.
    return;
  }
  throw new Error('The merge was to end in a conflict.');
}

function line(dice: Dice): string {
  return `  first(${dice.serial()});\n`;
}

function commit(git: Git, message: string, ...flags: string[]): void {
  git(
    '-c',
    'user.name=Somebody',
    '-c',
    'user.email=somebody@example.org',
    'commit',
    '-qm',
    message,
    ...flags,
  );
}

function runGit(cwd: string, argv: readonly string[]): void {
  const { PATH } = process.env;
  // Nobody's own settings: hooks, signing and line ends of this machine have no part in it.
  const env = {
    PATH,
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'S',
    GIT_AUTHOR_EMAIL: 's@example.org',
  };
  execFileSync('git', ['-c', 'user.name=S', '-c', 'user.email=s@example.org', ...argv], {
    cwd,
    env,
    stdio: 'pipe',
  });
}
