import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemDisk } from '../../../server/src/adapters/index.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { diskWith, openOn, places, root, say, signal } from './settings-world.ts';

const guarded = 'access:\n  protect: [src/generated]\n';

describe('what holds', () => {
  test('is the default where nobody says anything', async () => {
    const { settings, warnings } = await openOn(await diskWith());
    const { rules } = settings;
    expect(settings.files().map(({ source, state }) => `${source} ${state}`)).toEqual([
      'machine absent',
      'user absent',
      'workspace absent',
    ]);
    expect(rules.whyNotWritten('src/a.ts')).toBeUndefined();
    expect(rules.whyNoTools()).toBeUndefined();
    expect(rules.whyNotIntent('extract_method')).toBeUndefined();
    expect(rules.proof('off')).toBe('off');
    expect(rules.automatic()).toBe('nothing');
    expect(warnings).toEqual([]);
  });

  test('is what the workspace forbids, each rule with its line', async () => {
    const text = [
      'access:',
      '  tools: never',
      '  protect:',
      '    - src/generated',
      "    - '**/*.snap.ts'",
      '  never:',
      '    intents: [split_large_file]',
      '    actions: [run_tool]',
      'refactor:',
      '  proof: before',
    ].join('\n');
    const { rules } = (await openOn(await diskWith({ workspace: text }))).settings;
    expect(rules.whyNotWritten('src/generated/api/client.ts')?.message).toBe(
      'Grace does not write src/generated/api/client.ts: `src/generated` is protected by .grace/config.yaml, line 4. Change that line, or make the edit by hand.',
    );
    expect(rules.whyNotWritten('test/deep/Page.SNAP.ts')?.message).toContain('.grace/config.yaml, line 5');
    expect(rules.whyNotWritten('src/generate.ts')).toBeUndefined();
    expect(rules.whyNoTools()?.message).toBe(
      'No command of this workspace runs: .grace/config.yaml, line 2 says `tools: never`. Change that line to have edits proven.',
    );
    expect(rules.whyNotIntent('split_large_file')?.message).toContain('.grace/config.yaml, line 7');
    expect(rules.whyNotIntent('extract_method')).toBeUndefined();
    expect(rules.whyNotAction('run_tool')?.message).toContain('.grace/config.yaml, line 8');
    expect(rules.whyNotAction('escalate')).toBeUndefined();
    expect(['before', 'after', 'off'].map((mode) => rules.proof(mode as 'off'))).toEqual([
      'before',
      'before',
      'before',
    ]);
  });

  test('can be widened by a person, bounded by the machine, and by a workspace only narrowed', async () => {
    const automatic = (level: string) => `access: { automatic: ${level} }`;
    const level = async (texts: Parameters<typeof diskWith>[0]) =>
      (await openOn(await diskWith(texts))).settings.rules.automatic();
    expect(await level({ user: automatic('high') })).toBe('high');
    expect(await level({ workspace: automatic('high') })).toBe('nothing');
    expect(await level({ machine: automatic('high') })).toBe('nothing');
    expect(await level({ machine: automatic('low'), user: automatic('high') })).toBe('low');
    expect(await level({ user: automatic('high'), workspace: automatic('medium') })).toBe('medium');
    expect(await level({ user: automatic('low'), workspace: automatic('medium') })).toBe('low');
  });

  test('names services and secrets as data', async () => {
    const text =
      'services:\n  api:\n    command: [node, server.js]\n    probe: { url: http://localhost:3000/health }\nsecrets:\n  required: [OPENAI_API_KEY]\n';
    const { settings } = await openOn(await diskWith({ workspace: text }));
    expect(settings.workspace()).toEqual({
      services: { api: { command: ['node', 'server.js'], probe: { url: 'http://localhost:3000/health' } } },
      tools: undefined,
      secrets: { required: ['OPENAI_API_KEY'] },
    });
  });
});

describe('a file that breaks', () => {
  test('is replaced by what it said last, with one warning, until it is corrected', async () => {
    const disk = await diskWith({ workspace: guarded });
    const { settings, warnings } = await openOn(disk);
    let changes = 0;
    settings.onDidChange(() => (changes += 1));
    await say(disk, 'workspace', 'access:\n  protect: [src/generated\n');
    await settings.filesChanged(['.grace/config.yaml'], signal);
    await settings.reload(signal);
    expect(settings.files()[2]?.state).toBe('last_good');
    expect(settings.rules.whyNotWritten('src/generated/a.ts')?.message).toContain(
      'protected by the last good .grace/config.yaml, line 2',
    );
    expect(settings.rules.whyNotWritten('src/a.ts')).toBeUndefined();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^\.grace\/config\.yaml:\d+:\d+: This is not YAML that can be read\. .* What it said before holds until it is corrected\.$/u,
    );
    await say(disk, 'workspace', 'access:\n  protect: [lib]\n');
    await settings.reload(signal);
    expect(settings.trouble()).toBeUndefined();
    expect(settings.rules.whyNotWritten('src/generated/a.ts')).toBeUndefined();
    expect(settings.rules.whyNotWritten('lib/a.ts')).toBeDefined();
    expect(changes).toBe(2);
  });

  test('is remembered beyond the end of the process', async () => {
    const disk = await diskWith({ workspace: guarded });
    await openOn(disk);
    await say(disk, 'workspace', 'acess: {}\n');
    const { settings } = await openOn(disk);
    expect(settings.files()[2]?.state).toBe('last_good');
    expect(settings.rules.whyNotWritten('src/generated/a.ts')).toBeDefined();
  });

  test.each([
    ['nothing is known of before', () => undefined],
    ['what is kept of before was changed', (kept: string) => kept.replace('src/generated', 'src/something')],
    ['what is kept of before is damaged', () => '{'],
  ])('makes Grace careful where %s', async (_what, harm) => {
    const disk = await diskWith({ workspace: guarded });
    await openOn(disk);
    const keptFile = '/state/config/workspace.last-good.json';
    const harmed = harm((await disk.read(keptFile))!.toString());
    if (harmed === undefined) await disk.remove(keptFile);
    else await disk.write(keptFile, Buffer.from(harmed));
    await say(disk, 'workspace', 'acess: {}\n');
    const { settings, warnings } = await openOn(disk);
    expect(settings.files()[2]?.state).toBe('broken');
    expect(settings.rules.whyNotWritten('README.md')?.message).toBe(
      'Grace writes nothing here: .grace/config.yaml cannot be understood. Correct it, or make the edit by hand.',
    );
    expect(settings.rules.whyNoTools()).toBeDefined();
    expect(settings.rules.proof('off')).toBe('before');
    expect(warnings).toEqual([
      '.grace/config.yaml:1:1: `acess` is not known here. What is not understood could be a rule that would then not hold. Correct the name, remove it, or update Grace. Until it is corrected, Grace writes nothing here and runs no command of the workspace.',
    ]);
  });

  test('and is removed says nothing any more, nor does what it said before', async () => {
    const disk = await diskWith({ workspace: guarded });
    const { settings } = await openOn(disk);
    await disk.remove(places.workspace);
    await settings.reload(signal);
    expect(settings.rules.whyNotWritten('src/generated/a.ts')).toBeUndefined();
    await say(disk, 'workspace', 'acess: {}\n');
    await settings.reload(signal);
    expect(settings.files()[2]?.state).toBe('broken');
  });

  test('of a person or a machine makes Grace careful as well', async () => {
    const { settings } = await openOn(await diskWith({ user: 'access: 7' }));
    expect(settings.rules.whyNotWritten('a.ts')?.message).toContain(places.user);
  });

  test('is read again before it is called broken, as an editor may be writing it', async () => {
    const disk = await diskWith({ workspace: guarded });
    const clock = new VirtualClock();
    const { settings, warnings } = await openOn(disk, { clock });
    await say(disk, 'workspace', 'access:\n  protect: [src/gen');
    const looking = settings.reload(signal);
    await clock.advance(100);
    await say(disk, 'workspace', guarded);
    await clock.advance(100);
    await looking;
    expect(settings.trouble()).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  test('and cannot be kept for later is said, and holds all the same', async () => {
    const disk = await diskWith({ workspace: guarded });
    disk.fault = (operation, path) =>
      path.startsWith('/state') && operation === 'write' ? 'ENOSPC' : undefined;
    const { settings, warnings } = await openOn(disk);
    expect(settings.rules.whyNotWritten('src/generated/a.ts')).toBeDefined();
    expect(warnings).toEqual([expect.stringContaining('could not be kept for later')]);
  });
});

describe('a file in the way', () => {
  test.each([
    ['a link out of the workspace', () => '/outside/rules.yaml', 'really lies outside of the workspace'],
    ['a link that leads nowhere', () => `${root}/nothing.yaml`, 'leads nowhere'],
    ['a link to a folder', () => root + '/src', 'not a file'],
  ])('is refused: %s', async (_what, target, sentence) => {
    const disk = await diskWith();
    await disk.makeFolder(`${root}/.grace`);
    await disk.makeFolder(`${root}/src`);
    await disk.write('/outside/rules.yaml', Buffer.from(guarded));
    await disk.link(target(), places.workspace);
    const { settings } = await openOn(disk);
    expect(settings.files()[2]).toMatchObject({ state: 'broken', problems: [{ line: 1, column: 1 }] });
    expect(settings.files()[2]?.problems[0]?.what).toContain(sentence);
  });

  test('is read through a link that stays inside', async () => {
    const disk = await diskWith();
    await disk.makeFolder(`${root}/.grace`);
    await disk.write(`${root}/rules.yaml`, Buffer.from(guarded));
    await disk.link(`${root}/rules.yaml`, places.workspace);
    expect((await openOn(disk)).settings.files()[2]?.state).toBe('good');
  });

  test('of a person may lie anywhere', async () => {
    const disk = await diskWith();
    await disk.makeFolder('/home/ada/.config/grace');
    await disk.write('/outside/rules.yaml', Buffer.from(guarded));
    await disk.link('/outside/rules.yaml', places.user);
    expect((await openOn(disk)).settings.rules.whyNotWritten('src/generated/a.ts')).toBeDefined();
  });

  test('that has the wrong name is not left unread in silence', async () => {
    const disk = await diskWith();
    await disk.makeFolder(`${root}/.grace`);
    await disk.write(`${root}/.grace/config.yml`, Buffer.from(guarded));
    expect((await openOn(disk)).settings.trouble()).toContain('Its name has to be `config.yaml`. Rename it.');
  });

  test('is not read beyond its bound, and never with bytes that are no text', async () => {
    const large = await openOn(await diskWith({ workspace: `# ${'x'.repeat(70_000)}` }));
    expect(large.settings.trouble()).toContain('This file is too large. It may have 64 KB.');
    const disk = await diskWith({ workspace: '' });
    await disk.write(places.workspace, Buffer.from([0x61, 0x3a, 0x0a, 0x20, 0xff]));
    expect((await openOn(disk)).settings.files()[2]?.problems).toMatchObject([{ line: 2, column: 2 }]);
  });

  test('that may not be read is said with its reason', async () => {
    const disk = await diskWith({ workspace: guarded });
    const denied = new Proxy(disk, {
      get(target, name: keyof typeof disk): unknown {
        if (name === 'readRange')
          return () => Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' }));
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
    const { settings } = await openOn(disk, { disk: denied });
    expect(settings.trouble()).toContain('The permission is missing');
  });

  test.skipIf(process.platform === 'win32')('is never waited for: a pipe, a circle of links', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'grace-settings-')));
    try {
      await mkdir(join(folder, 'shop', '.grace'), { recursive: true });
      const path = join(folder, 'shop', '.grace', 'config.yaml');
      const stateOf = async () => {
        const own = { root: join(folder, 'shop'), stateFolder: join(folder, 'state'), disk: systemDisk };
        return (await openOn(await diskWith(), own)).settings.files()[2];
      };
      execFileSync('mkfifo', [path]);
      expect(await stateOf()).toMatchObject({ state: 'broken', problems: [{ what: 'This is not a file.' }] });
      await rm(path);
      await symlink(path, path);
      expect((await stateOf())?.problems[0]?.what).toBe('This link leads nowhere.');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test('is looked at every now and then where nobody tells of changes', async () => {
  const disk = await diskWith({ workspace: guarded });
  const clock = new VirtualClock();
  const { settings } = await openOn(disk, { clock });
  const stop = new AbortController();
  const following = settings.follow(stop.signal);
  const { taken } = settings.looks();
  await clock.advance(30_000);
  expect(settings.looks().taken).toBe(taken + 1);
  expect(settings.rules.whyNotWritten('lib/a.ts')).toBeUndefined();
  await say(disk, 'workspace', 'access:\n  protect: [lib]\n');
  await clock.advance(30_000);
  expect(settings.rules.whyNotWritten('lib/a.ts')).toBeDefined();
  stop.abort();
  await expect(following).rejects.toThrow('Cancelled');
  expect(clock.sleeping).toBe(0);
});

test('a change of other files costs nothing', async () => {
  const { settings } = await openOn(await diskWith({ workspace: guarded }));
  const { taken } = settings.looks();
  await settings.filesChanged(['src/a.ts', 'config.yaml', '.graceful/config.yaml'], signal);
  expect(settings.looks().taken).toBe(taken);
});
