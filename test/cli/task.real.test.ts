import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { logShowSchema, taskEmitSchema, type LogRecordJson } from '../../server/src/protocol/index.ts';
import { openGrace, type Grace } from '../support/grace.ts';
import { installedWorkspace, type InstalledWorkspace } from '../support/workspaces.ts';

const program = join(import.meta.dirname, '../../dist/grace.js');
const pollMs = 50;
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

describe('grace task emit', () => {
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

  it('goes on with a task whose process was killed, and carries it to its end once', async () => {
    const task = {
      id: 'logs',
      intent: 'improve_logging',
      targets: ['src/links/service.ts'],
      autoMerge: true,
    };
    const file = join(workspace.folder, '..', 'task.json');
    writeFileSync(file, JSON.stringify(task));
    const words = ['task', 'emit', file, '--trust'];
    const child = spawn(process.execPath, [program, ...words, '--workspace', workspace.folder], {
      ...{ env: grace.env, stdio: 'ignore' },
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    while ((await recordsOf('task.progress')).length === 0 && child.exitCode === null) await sleep(pollMs);
    child.kill('SIGKILL');
    await ended;
    expect(await recordsOf('task.done')).toEqual([]);

    const { code, answer } = await grace.json(workspace.folder, words, taskEmitSchema);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ task: 'logs', outcome: 'applied', repeated: true });
    expect(answer.restorePoints).toHaveLength(1);

    const again = await grace.json(workspace.folder, words, taskEmitSchema);
    expect(again.answer).toEqual(answer);
    for (const topic of ['task.code_refactor', 'task.done', 'restore.applied'])
      expect(await recordsOf(topic)).toHaveLength(1);
  });

  it('says what is wrong with a task, and asks for nothing', async () => {
    const file = join(workspace.folder, '..', 'bad-task.json');
    writeFileSync(file, '{ "intent": "improve_logging", "targets": ["src"], "priority": 11, "colour": 1 }');
    const before = await recordsOf('task.code_refactor');
    const { code, err } = await grace.run(workspace.folder, ['task', 'emit', file]);
    expect(code).toBe(3);
    expect(err).toContain('priority: ');
    expect(err).toContain('colour');
    expect(await recordsOf('task.code_refactor')).toEqual(before);
  });

  async function recordsOf(topic: string): Promise<readonly LogRecordJson[]> {
    const { answer } = await grace.json(workspace.folder, ['log', 'show', '--topic', topic], logShowSchema);
    return answer.records;
  }
});
