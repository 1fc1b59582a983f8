import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  logShowSchema,
  logVerifySchema,
  refactorFindSchema,
  refactorListSchema,
  refactorRunSchema,
  restoreApplySchema,
  restoreListSchema,
} from '../../server/src/protocol/index.ts';
import { openGrace, type Grace } from '../support/grace.ts';
import { installedWorkspace, treeHash, type InstalledWorkspace } from '../support/workspaces.ts';

describe('grace on a real workspace (npm, Vitest, typed ESLint, pino)', () => {
  let grace: Grace;
  let workspace: InstalledWorkspace;

  beforeAll(async () => {
    grace = openGrace();
    workspace = await installedWorkspace('npm-vitest-eslint');
  });
  afterAll(async () => {
    grace.dispose();
    await workspace.dispose();
  });

  it('lists its intents', async () => {
    const { code, answer } = await grace.json(workspace.folder, ['refactor', 'list'], refactorListSchema);
    expect(code).toBe(0);
    expect(answer.intents.map(({ id }) => id)).toContain('improve_logging');
  });

  it('finds console calls, most first, with 1-based positions', async () => {
    const { code, answer } = await grace.json(
      workspace.folder,
      ['refactor', 'find', '--intent', 'improve_logging'],
      refactorFindSchema,
    );
    expect(code).toBe(1);
    expect(answer.opportunities[0]).toMatchObject({
      intent: 'improve_logging',
      file: 'src/links/service.ts',
      range: { start: { line: 1, column: 1 } },
    });
  });

  it('shows a change at a position as checked when nothing of the workspace may run', async () => {
    const before = await treeHash(workspace.folder, { times: 'with' });
    const { code, answer } = await grace.json(
      workspace.folder,
      ['refactor', 'run', '--intent', 'improve_logging', '--target', lineOf('no free slug')],
      refactorRunSchema,
    );
    expect(code).toBe(0);
    expect(answer.proposals).toHaveLength(1);
    expect(answer.proposals[0]).toMatchObject({ verdict: 'checked', applied: false });
    expect(answer.proposals[0]?.proof.tests.status).toBe('skipped');
    expect(await treeHash(workspace.folder, { times: 'with' })).toBe(before);
  });

  it('proves, applies, keeps every check green, and takes all of it back byte for byte', async () => {
    // The workspace's own checks, run below in the tree itself, keep caches in `node_modules`.
    const before = await treeHash(workspace.folder, { except: ['node_modules'] });
    const { code, answer } = await grace.json(
      workspace.folder,
      ['refactor', 'run', '--intent', 'improve_logging', '--apply', '--trust'],
      refactorRunSchema,
    );
    expect(code).toBe(0);
    const proven = answer.proposals.filter(({ verdict }) => verdict === 'proven');
    expect(proven.length).toBeGreaterThan(0);
    expect(answer.proposals.filter(({ applied }) => applied)).toEqual(proven);
    for (const { proof } of proven)
      expect(Object.values(proof).map(({ status }) => status)).not.toContain('fail');
    for (const check of ['typecheck', 'lint', 'test']) await workspace.run(['npm', 'run', check]);

    const again = await grace.json(
      workspace.folder,
      ['refactor', 'find', '--intent', 'improve_logging', proven[0]?.files[0] ?? ''],
      refactorFindSchema,
    );
    expect(again.answer.opportunities).toEqual([]);

    const { answer: list } = await grace.json(workspace.folder, ['restore', 'list'], restoreListSchema);
    expect(list.restorePoints[0]?.state).toBe('applied');
    const undone = await grace.json(
      workspace.folder,
      ['restore', 'apply', list.restorePoints[0]?.id ?? ''],
      restoreApplySchema,
    );
    expect(undone.code).toBe(0);
    expect(await treeHash(workspace.folder, { except: ['node_modules'] })).toBe(before);

    const { answer: shown } = await grace.json(workspace.folder, ['log', 'show'], logShowSchema);
    const topics = shown.records.map(({ topic }) => topic);
    expect(topics.filter((topic) => topic.startsWith('restore.'))).toEqual([
      'restore.applied',
      'restore.undone',
    ]);
    expect(topics.filter((topic) => topic === 'proof.verdict').length).toBeGreaterThanOrEqual(proven.length);
    const verified = await grace.json(workspace.folder, ['log', 'verify'], logVerifySchema);
    expect(verified).toMatchObject({ code: 0, answer: { state: 'whole', notes: [] } });
  });

  /** The position of the first line of the links service that holds these words. */
  function lineOf(words: string): string {
    const path = 'src/links/service.ts';
    const lines = readFileSync(join(workspace.folder, path), 'utf8').split('\n');
    return `${path}:${lines.findIndex((line) => line.includes(words)) + 1}`;
  }
});
