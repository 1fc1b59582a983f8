import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { dirname, join } from 'node:path';
import { placeOf } from './expected.ts';
import type { Life } from './life.ts';
import { convertLineEnds, toggleByteOrderMark, typeInto } from './text.ts';
import { readTree, type FileEntry, type Tree } from './tree.ts';

/** What a person does to the tree between two operations; what was asked for is what the tree then has. */
export function editByHand(life: Life): void {
  const { dice } = life;
  // Where Grace was before, edits can get in the way of an undo.
  const changed = filesOf(life.tree).filter((file) =>
    life.points.some(({ files }) => files.some(({ path }) => path === file)),
  );
  const path = dice.any(changed.length > 0 && dice.chance(0.75) ? changed : filesOf(life.tree));
  if (path === undefined) return;
  const at = join(life.root, path);
  const entry = life.tree.get(path) as FileEntry;
  const rewrite = (edit: (text: string) => string) => {
    if (isUtf8(entry.bytes)) writeFileSync(at, edit(entry.bytes.toString()));
  };
  const what = dice.pick([...often, ...seldom]);
  life.story.push(`${what} ${path}`);
  if (what === 'type') rewrite((text) => typeInto(text, dice));
  if (what === 'line ends') rewrite(convertLineEnds);
  if (what === 'mark') rewrite(toggleByteOrderMark);
  if (what === 'mode') chmodSync(at, dice.pick([0o644, 0o755, 0o600, 0o444]));
  if (what === 'bytes') writeFileSync(at, Buffer.from([0xff, dice.between(0, 255), 0x0a]));
  if (what === 'remove') unlinkSync(at);
  if (what === 'rename') renameSync(at, join(dirname(at), `moved${dice.serial()}.ts`));
  if (what === 'link') {
    unlinkSync(at);
    symlinkSync('elsewhere', at);
  }
  if (what === 'remove folder') {
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    if (folder !== '' && folder !== 'src') rmSync(join(life.root, folder), { recursive: true });
  }
  if (what === 'make anew') makeAnew(life);
  life.tree = readTree(life.root);
}

const often = ['type', 'type', 'type', 'type', 'type', 'line ends', 'mode', 'mode'] as const;
const seldom = ['mark', 'bytes', 'remove', 'rename', 'link', 'remove folder', 'make anew'] as const;

/** Types into one of these files, where it is a text; answers which. */
export function typeIntoOneOf(life: Life, paths: readonly string[]): string | undefined {
  const now = readTree(life.root);
  const texts = paths.flatMap((path) => {
    const place = placeOf(path, now);
    return place?.file && isUtf8(place.file.bytes) ? { real: place.real, file: place.file } : [];
  });
  const chosen = life.dice.any(texts);
  if (!chosen) return undefined;
  const text = chosen.file.bytes.toString();
  writeFileSync(
    join(life.root, chosen.real),
    `// typed ${life.dice.serial()};\n${typeInto(text, life.dice)}`,
  );
  life.story.push(`type ${chosen.real}`);
  return chosen.real;
}

export function filesOf(tree: Tree): string[] {
  return [...tree].flatMap(([path, entry]) => (entry.kind === 'file' ? [path] : []));
}

/** A new file where one was that a change removed, or where a change may want to put one. */
function makeAnew({ root, points, tree, dice }: Life): void {
  const gone = points.flatMap(({ files }) => files.map(({ path }) => path)).filter((path) => !tree.has(path));
  const path = dice.any(gone);
  const place = path === undefined ? undefined : placeOf(path, tree);
  if (!place || place.file) return;
  mkdirSync(dirname(join(root, place.real)), { recursive: true });
  writeFileSync(join(root, place.real), typeInto('', dice));
}
