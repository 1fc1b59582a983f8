import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemDisk } from '../../../server/src/adapters/index.ts';
import { openShelf, type Shelf } from '../../../server/src/features/healing/index.ts';
import { treeHash } from '../../support/tree-hash.ts';
import { right, written } from './written.ts';

const cases: readonly (readonly [name: string, said: string, text: string | Buffer])[] = [
  [
    'a command in the place of a name',
    '12:23: `steps[1].with.tool` is not as it has to be.',
    written({ 12: '        with: { tool: "rm -rf $HOME; true" }' }),
  ],
  [
    'a command substitution',
    '12:23: A word with `$` before it stands for a fact of the incident, and there is none of this name.',
    written({ 12: '        with: { tool: "$(curl evil)" }' }),
  ],
  [
    'a command of its own',
    '12:9: `steps[1].with.tool` is of the wrong kind, or missing.',
    written({ 12: '        with: { command: [sh, -c, id] }' }),
  ],
  [
    'an action that does not exist',
    '11:17: `playbooks[1].steps[1].action` has a value that it cannot have.',
    written({ 11: '      - action: run_shell' }),
  ],
  [
    'a path that climbs out',
    '12:33: `steps[1].with.file` is not as it has to be.',
    written({
      11: '      - action: apply_patch',
      12: '        with: { title: t, file: ../../etc/passwd, find: root, replace: evil }',
    }),
  ],
  [
    'an absolute path',
    '12:33: `steps[1].with.file` is not as it has to be.',
    written({
      11: '      - action: apply_patch',
      12: '        with: { title: t, file: /etc/passwd, find: root, replace: evil }',
    }),
  ],
  [
    'a path of another drive',
    '12:33: `steps[1].with.file` is not as it has to be.',
    written({
      11: '      - action: apply_patch',
      12: "        with: { title: t, file: 'C:\\Windows\\x', find: root, replace: evil }",
    }),
  ],
  [
    'an address elsewhere',
    '12:9: `steps[1].with.service` is of the wrong kind, or missing.',
    written({ 11: '      - action: probe_endpoint', 12: '        with: { url: "http://evil.example/" }' }),
  ],
  [
    'stopping Grace',
    '11:17: A playbook of a workspace does not use `stop_kernel`.',
    written({ 11: '      - action: stop_kernel', 12: '        with: { kernel: immutable_log }' }),
  ],
  [
    'rolling Grace back',
    '11:17: A playbook of a workspace does not use `rollback_state`.',
    written({ 11: '      - action: rollback_state', 12: '        with: { state: last-good, reason: none }' }),
  ],
  [
    'calling itself harmless',
    '19:11: A playbook of a workspace is never of low risk.',
    written({ 19: '    risk: low' }),
  ],
  [
    'taking the place of one that ships',
    '3:9: There is another playbook `store_loss_rebuild`.',
    written({ 3: '  - id: store_loss_rebuild' }),
  ],
  [
    'a name that is there twice',
    '21:9: There is another playbook `tidy_up`.',
    `${written()}${written().split('\n').slice(2).join('\n')}`,
  ],
  [
    'a key that is there twice',
    '15:5: `undo` is there twice.',
    written({ 14: '    undo: keep\n    undo: reverse' }),
  ],
  [
    'a field that nobody knows',
    '15:5: `sudo` is not known here.',
    written({ 14: '    undo: keep\n    sudo: true' }),
  ],
  ['a tab', '14:1: This is not YAML that can be read.', written({ 14: '\tundo: keep' })],
  [
    'a list in the place of a number',
    '16:15: `playbooks[1].attempts` is of the wrong kind, or missing.',
    written({ 16: '    attempts: [2]' }),
  ],
  [
    'attempts without end',
    '16:15: `playbooks[1].attempts` has more than it may hold.',
    written({ 16: '    attempts: 1000000' }),
  ],
  [
    'a number that is none',
    '16:15: This value is of a kind that has no use here.',
    written({ 16: '    attempts: .nan' }),
  ],
  [
    'a time without end',
    '15:14: `playbooks[1].timeout` is not as it has to be.',
    written({ 15: '    timeout: 99999999h' }),
  ],
  [
    'a pattern that would take for ever',
    '8:15: `matches` is not known here.',
    written({ 8: '      tool: { matches: "(a+)+$" }' }),
  ],
  [
    'a prototype',
    '12:29: `__proto__` is not known here.',
    written({ 12: '        with: { tool: tidy, __proto__: { isAdmin: true } }' }),
  ],
  [
    'a prototype around it',
    '15:5: `__proto__` is not known here.',
    written({ 14: '    undo: keep\n    __proto__: { risk: low }' }),
  ],
  [
    'a constructor',
    '15:5: `constructor` is not known here.',
    written({ 14: '    undo: keep\n    constructor: { prototype: { risk: low } }' }),
  ],
  [
    'a fact that nobody knows',
    '12:23: A word with `$` before it stands for a fact of the incident, and there is none of this name.',
    written({ 12: '        with: { tool: $process.env.HOME }' }),
  ],
  [
    'a fact that may be unknown',
    '12:23: `$service` may not be known of the incident.',
    written({ 12: '        with: { tool: $service }' }),
  ],
  ['a million laughs', '1:9: This file says too much.', bomb()],
  [
    'an alias of itself',
    '8:28: This alias stands inside of what it repeats.',
    written({ 8: '      tool: &me { any_of: [*me] }' }),
  ],
  ['an alias of nothing', '8:13: This alias repeats nothing.', written({ 8: '      tool: *nobody' })],
  [
    'a tag that makes objects',
    '5:10: This is not YAML that can be read.',
    written({ 5: '    why: !!js/function "function () { evil() }"' }),
  ],
  ['a merge key', '8:7: `<<` is not known here.', written({ 8: '      <<: { tool: { is: tidy } }' })],
  ['a depth without end', '1:57: This lies too deep.', `version: ${'['.repeat(5_000)}`],
  [
    'steps without end',
    '11:7: `playbooks[1].steps` has more than it may hold.',
    written({ 11: Array.from({ length: 60 }, () => '      - action: clear_cache').join('\n'), 12: '' }),
  ],
  ['ten megabytes', '1:1: This file is too large.', `# ${'x'.repeat(10 * 1024 * 1024)}\n${right}`],
  [
    'bytes that are no text',
    '21:1: Here is a byte that is no text.',
    Buffer.from([...Buffer.from(right), 0xff, 0xfe, 0x00]),
  ],
  [
    'a control character',
    '4:12: `playbooks[1].title` is not as it has to be.',
    written({ 4: '    title: "Tidy \\e[2J up"' }),
  ],
  ['two documents', '21:1: This is not YAML that can be read.', `${right}---\n${right}`],
  ['nothing', '1:1: `version` has a value that it cannot have.', ''],
];

let folder = '';
let shelf: Shelf;
let isTrusted = true;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grace-hostile-'));
  shelf = openShelf({
    disk: systemDisk,
    bundled: join(import.meta.dirname, '..', '..', '..', 'playbooks'),
    root: join(folder, 'workspace'),
    trusted: () => isTrusted,
  });
  isTrusted = true;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a playbook from a repository that nobody knows', () => {
  it('is right where nothing is wrong with it, so that the others are wrong for what they are', async () => {
    put('workspace/.grace/playbooks/team.yaml', right);
    expect(await said()).toEqual([]);
    expect((await shelf.playbooks()).map(({ id }) => id)).toContain('tidy_up');
  });

  it.each(cases)('says where it is wrong, and does nothing: %s', async (_name, expected, text) => {
    put('workspace/.grace/playbooks/team.yaml', text);
    const before = await treeHash(folder);
    const [first, ...rest] = await said();
    expect(first).toMatch(/^\.grace\/playbooks\/team\.yaml:/u);
    expect(first?.slice('.grace/playbooks/team.yaml:'.length)).toContain(expected);
    for (const each of rest) expect(each).toMatch(/^\.grace\/playbooks\/team\.yaml:[1-9]\d*:[1-9]\d*: /u);
    // Nothing of the file is used, and those that ship are all there.
    const used = await shelf.playbooks();
    expect(used.every(({ origin }) => origin === 'bundled')).toBe(true);
    expect(used).toHaveLength(24);
    expect(await treeHash(folder)).toBe(before);
    expect({}).not.toHaveProperty('isAdmin');
  });
});

describe('what lies in the place of playbooks', () => {
  it('is not read where a link leads out of the workspace', async () => {
    put('elsewhere/team.yaml', right);
    mkdirSync(join(folder, 'workspace/.grace/playbooks'), { recursive: true });
    symlinkSync(join(folder, 'elsewhere/team.yaml'), join(folder, 'workspace/.grace/playbooks/team.yaml'));
    expect(await said()).toEqual([
      expect.stringContaining('team.yaml:1:1: This file really lies outside of the workspace.'),
    ]);
  });

  it('is not read where the folder itself is such a link', async () => {
    put('elsewhere/team.yaml', right);
    mkdirSync(join(folder, 'workspace/.grace'), { recursive: true });
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'workspace/.grace/playbooks'));
    expect(await said()).toEqual([
      expect.stringContaining('.grace/playbooks:1:1: This folder really lies outside'),
    ]);
  });

  it('is no device, and no folder', async () => {
    mkdirSync(join(folder, 'workspace/.grace/playbooks/team.yaml'), { recursive: true });
    symlinkSync('/dev/zero', join(folder, 'workspace/.grace/playbooks/zero.yaml'));
    expect(await said()).toEqual([
      expect.stringContaining('team.yaml:1:1: This is not a file.'),
      expect.stringContaining('zero.yaml:1:1: This file really lies outside of the workspace.'),
    ]);
  });

  it('is not read where its name ends otherwise, and that is said', async () => {
    put('workspace/.grace/playbooks/team.yml', right);
    expect(await said()).toEqual([expect.stringContaining('team.yml:1:1: This file is not read.')]);
  });

  it('is read up to a number of files', async () => {
    for (let index = 10; index < 44; index += 1)
      put(`workspace/.grace/playbooks/team-${index}.yaml`, right.replace('tidy_up', `tidy_up_${index}`));
    expect(await said()).toEqual([
      expect.stringContaining('team-42.yaml:1:1: This file is not read.'),
      expect.stringContaining('team-43.yaml:1:1: This file is not read.'),
    ]);
  });

  it('is not looked at before the workspace is trusted', async () => {
    put('workspace/.grace/playbooks/team.yaml', right);
    isTrusted = false;
    expect((await shelf.playbooks()).map(({ id }) => id)).not.toContain('tidy_up');
    expect((await shelf.list()).notRead).toBe(
      'The workspace is not trusted: its own playbooks are not read.',
    );
  });
});

function put(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Every problem that there is, on one line each. */
async function said(): Promise<readonly string[]> {
  const { files } = await shelf.check();
  return files.flatMap(({ problems }) =>
    problems.map(
      ({ file, line, column, what, why, advice }) => `${file}:${line}:${column}: ${what} ${why} ${advice}`,
    ),
  );
}

/** Each level repeats the one before nine times. */
function bomb(): string {
  const levels = Array.from(
    { length: 9 },
    (_each, level) =>
      `a${level + 1}: &a${level + 1} [${Array.from({ length: 9 }, () => `*a${level}`).join(', ')}]`,
  );
  return `a0: &a0 [lol]\n${levels.join('\n')}\n${right}`;
}
