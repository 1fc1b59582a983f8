import { isUtf8 } from 'node:buffer';
import type { FileChange } from '../../../../server/src/protocol/index.ts';
import type { Life } from './life.ts';
import { filesOf } from './person.ts';
import { changeText, makeText } from './text.ts';
import type { FileEntry } from './tree.ts';

/** A change of one to four files: edited, created, deleted; now and then with one that must make all of it refused. */
export function makeChange(life: Life): FileChange[] {
  const { dice, tree } = life;
  const texts = filesOf(tree).filter((path) => isUtf8((tree.get(path) as FileEntry).bytes));
  const changes = new Map<string, FileChange>();
  for (let files = dice.between(1, 4); files > 0; files--) {
    const path = dice.any(texts);
    if (dice.chance(0.2) || path === undefined) {
      const made = newPath(life);
      changes.set(made, { path: made, before: null, after: makeText(dice) });
      continue;
    }
    const before = (tree.get(path) as FileEntry).bytes.toString();
    const after = dice.chance(0.12) ? null : changeText(before, dice);
    changes.set(path, { path: asNamed(path, life), before, after });
  }
  const all = [...changes.values()];
  return dice.chance(0.1) ? [...all, sourFile(life)] : all;
}

function newPath({ dice, tree }: Life): string {
  const folders = [...tree].flatMap(([path, entry]) => (entry.kind === 'folder' ? [`${path}/`] : []));
  const folder = dice.chance(0.5) ? (dice.any(folders) ?? '') : `made/${dice.serial()}/`;
  return `${folder}new${dice.serial()}.ts`;
}

/** The same file, now and then by its other name, through the link to its folder. */
function asNamed(path: string, { dice, tree }: Life): string {
  const linked = path.startsWith('src/') && tree.get('alias')?.kind === 'link';
  return linked && dice.chance(0.1) ? path.replace('src/', 'alias/') : path;
}

function sourFile({ dice, tree }: Life): FileChange {
  const stale = dice.any(filesOf(tree)) ?? 'run.sh';
  return dice.pick([
    { path: stale, before: `not what it is ${dice.serial()}`, after: 'x' },
    { path: 'link.ts', before: 'x', after: 'y' },
    { path: 'dangling', before: 'x', after: 'y' },
    { path: 'outside/theirs.ts', before: 'theirs\n', after: 'ours\n' },
    { path: '.git/config', before: null, after: '' },
    { path: 'run.sh/below.ts', before: 'x', after: 'y' },
  ]);
}
