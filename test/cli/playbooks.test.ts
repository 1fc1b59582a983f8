import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemDisk } from '../../server/src/adapters/index.ts';
import type { OpenedWorkspace } from '../../server/src/cli/index.ts';
import { openShelf } from '../../server/src/features/healing/index.ts';
import { playbooksCheckSchema, playbooksListSchema } from '../../server/src/protocol/index.ts';
import { right, written } from '../features/healing/written.ts';
import { runProgram } from './run-program.ts';

const bundled = join(import.meta.dirname, '..', '..', 'playbooks');
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'grace-playbooks-'));
  mkdirSync(join(root, '.grace', 'playbooks'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function call(words: readonly string[], isTrusted = true) {
  const playbooks = openShelf({ disk: systemDisk, bundled, root, trusted: () => isTrusted });
  return runProgram(['playbooks', ...words], {
    open: () =>
      Promise.resolve({ playbooks, dispose: () => Promise.resolve() } as unknown as OpenedWorkspace),
  });
}

function team(text: string): string {
  const path = join(root, '.grace', 'playbooks', 'team.yaml');
  writeFileSync(path, text);
  return path;
}

test('lists what ships and what the team added, each with what it does and what it waits for', async () => {
  team(right);
  const { code, out, err } = await call(['list']);
  expect(code).toBe(0);
  expect(out).toContain(
    'store_loss_rebuild  (integrity_violation, low risk)\n  Build the database anew from the log: rebuild_store\n',
  );
  expect(out).toContain(
    'log_corruption_repair  (integrity_violation, high risk)\n  Cut the log to what is certain: repair_log → restart_kernel\n  Not used yet. `repair_log` waits for ',
  );
  expect(out).toContain('tidy_up  (process_failure, medium risk)\n  Tidy up: run_tool\n');
  expect(err).toContain('No playbook is used yet');
});

test('lists by its schema, without a file that is wrong, and exits 1', async () => {
  team(written({ 19: '    risk: none' }));
  const { code, out, err } = await call(['list', '--json']);
  expect(code).toBe(1);
  const { playbooks, broken } = playbooksListSchema().parse(JSON.parse(out));
  expect(playbooks.map(({ id }) => id)).not.toContain('tidy_up');
  expect(playbooks.find(({ id }) => id === 'disk_full_reclaim')).toEqual({
    ...{ id: 'disk_full_reclaim', title: 'Give the disk back what Grace can do without' },
    ...{ trigger: 'resource_pressure', risk: 'low', origin: 'bundled', state: 'ready', waitsFor: [] },
    ...{ file: 'playbooks/advanced_self_healing.yaml', actions: ['clear_cache'], attempts: 1 },
  });
  expect(broken).toEqual(['.grace/playbooks/team.yaml']);
  expect(err).toContain('`grace playbooks check` says what is wrong with it.');
});

test('says that it does not read those of a workspace that is not trusted', async () => {
  team(right);
  const { code, out, err } = await call(['list'], false);
  expect(code).toBe(0);
  expect(out).not.toContain('tidy_up');
  expect(err).toContain('The workspace is not trusted: its own playbooks are not read.');
});

test('checks everything where no file is named', async () => {
  team(right);
  const { code, out } = await call(['check']);
  expect(code).toBe(0);
  expect(out).toMatch(/^playbooks\/layer1_recovery\.yaml: kernel_exit_restart, /u);
  expect(out).toContain('.grace/playbooks/team.yaml: tidy_up\n');
});

test('names each mistake of a named file with its place, by its schema, and exits 1', async () => {
  const path = team(written({ 14: '    undo: maybe' }));
  const { code, out } = await call(['check', path]);
  expect(code).toBe(1);
  expect(out).toBe(
    `${path}: not used\n  ${path}:14:11: \`playbooks[1].undo\` has a value that it cannot have. It takes \`reverse\`, \`keep\`. Write one of them, or remove the line.\n`,
  );
  const { files } = playbooksCheckSchema().parse(JSON.parse((await call(['check', path, '--json'])).out));
  expect(files).toEqual([
    {
      file: path,
      state: 'broken',
      playbooks: [],
      problems: [expect.objectContaining({ line: 14, column: 11 })],
    },
  ]);
});

test('says of a file that is not there that it is not there', async () => {
  const path = join(root, 'nowhere.yaml');
  const { code, out } = await call(['check', path]);
  expect(code).toBe(1);
  expect(out).toContain(`${path}:1:1: There is no such file.`);
});
