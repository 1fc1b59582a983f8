import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangeSet, FileChange } from '../../../../server/src/protocol/index.ts';

/** One edit as text: prose, the files before and after it, and what is to be found in it. */
export interface CheatFixture {
  readonly name: string;
  readonly change: ChangeSet;
  /** `rule path:line`, sorted; empty for an honest edit. */
  readonly expected: readonly string[];
  readonly honest: boolean;
}

const folder = join(import.meta.dirname, '../../../fixtures/cheats');

/** Every fixture below `test/fixtures/cheats`: a folder for each rule, and `honest` for edits nobody may complain about. */
export function cheatFixtures(): readonly CheatFixture[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => parseFixture(name, readFileSync(join(folder, name), 'utf8')));
}

/** `-- path --` opens the text before, `-- path (after) --` the text after; a file named once is deleted or created. */
function parseFixture(name: string, text: string): CheatFixture {
  const [prose = '', ...parts] = text.split(/^-- (.+) --\n/m);
  if (prose.trim() === '') throw new Error(`${name} says nothing about its edit.`);
  const files = new Map<string, FileChange>();
  let expected: readonly string[] | undefined;
  let honest = false;
  for (let index = 0; index < parts.length; index += 2) {
    const title = parts[index] ?? '';
    const body = parts[index + 1] ?? '';
    if (title === 'honest') honest = true;
    else if (title === 'cheats') expected = body.trim().split('\n').sort();
    else {
      const path = title.replace(/ \(after\)$/, '');
      const known = files.get(path) ?? { path, before: null, after: null };
      files.set(path, path === title ? { ...known, before: body } : { ...known, after: body });
    }
  }
  if (honest === (expected !== undefined)) throw new Error(`${name} must end with either cheats or honest.`);
  return { name, change: { files: [...files.values()] }, expected: expected ?? [], honest };
}
