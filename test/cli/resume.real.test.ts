import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refactorFindSchema, refactorRunSchema } from '../../server/src/protocol/index.ts';
import { openGrace, type Grace } from '../support/grace.ts';
import { installedWorkspace, treeHash, type InstalledWorkspace } from '../support/workspaces.ts';

const program = join(import.meta.dirname, '../../dist/grace.js');
const words = ['refactor', 'run', '--intent', 'improve_logging', '--apply', '--trust', '--json'];
const pollMs = 20;
// Several whole runs, each with its proofs, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 1_200_000, hookTimeout: 600_000 });

describe('a run that is ended in the middle', () => {
  let grace: Grace;
  let workspace: InstalledWorkspace;

  beforeEach(async () => {
    grace = openGrace();
    workspace = await installedWorkspace('npm-vitest-eslint');
  });
  afterEach(async () => {
    grace.dispose();
    await workspace.dispose();
  });

  it.each(['edit', 'proof'] as const)(
    'by SIGKILL after its first %s leaves the tree whole, goes on when it is given again, and repeats nothing',
    async (kind) => {
      const before = await treeHash(workspace.folder, { except: ['node_modules'] });
      await endWhen(() => keysOf(kind).length > 0, 'SIGKILL');
      const known = { edits: keysOf('edit'), proofs: keysOf('proof') };
      const killed = await treeHash(workspace.folder, { except: ['node_modules'] });
      // Nothing of it was applied, or all of the round.
      if (kind === 'edit') expect(killed).toBe(before);

      const { answer } = await grace.json(workspace.folder, words.slice(0, -1), refactorRunSchema);
      expect(answer).toMatchObject({ state: 'done', resumed: true });
      if (killed === before) expect(answer.proposals.some(({ applied }) => applied)).toBe(true);
      expect(keysOf('edit').slice(0, known.edits.length)).toEqual(known.edits);
      for (const each of ['edit', 'proof'] as const)
        expect(new Set(keysOf(each)).size).toBe(keysOf(each).length);
      await workspace.run(['npm', 'run', 'typecheck']);

      const again = await grace.json(workspace.folder, words.slice(0, -1), refactorRunSchema);
      expect(again.answer).toMatchObject({ proposals: [], state: 'done', resumed: false });
      const { answer: found } = await grace.json(
        workspace.folder,
        ['refactor', 'find', '--intent', 'improve_logging'],
        refactorFindSchema,
      );
      const checked = answer.proposals.filter(({ verdict, applied }) => verdict === 'checked' && !applied);
      expect(found.opportunities).toHaveLength(checked.length);
    },
  );

  it('by Ctrl-C answers with what is known as JSON, exit code 130, and leaves the tree as it was', async () => {
    const before = await treeHash(workspace.folder, { except: ['node_modules'] });
    const { code, out } = await endWhen(() => keysOf('edit').length > 0, 'SIGINT');
    expect(code).toBe(130);
    expect(refactorRunSchema.parse(JSON.parse(out))).toMatchObject({
      state: 'interrupted',
      restorePoints: [],
    });
    expect(await treeHash(workspace.folder, { except: ['node_modules'] })).toBe(before);
  });

  /** Runs it, and ends it as soon as the condition holds. */
  async function endWhen(condition: () => boolean, signal: 'SIGKILL' | 'SIGINT') {
    const child = spawn(process.execPath, [program, ...words, '--workspace', workspace.folder], {
      env: grace.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
    while (!condition() && child.exitCode === null) await sleep(pollMs);
    child.kill(signal);
    return { code: await ended, out };
  }

  /** Keys of what the run's memory holds on the disk, in order. */
  function keysOf(kind: 'edit' | 'proof'): readonly string[] {
    const home = join(grace.env['XDG_STATE_HOME'] ?? '', 'grace', 'workspaces');
    try {
      const [name = ''] = readdirSync(home);
      const lines = readFileSync(join(home, name, 'run-memory.jsonl'), 'utf8').split('\n');
      return lines.flatMap((line) => {
        const record = /^\S+ (\{.*\})$/.exec(line)?.[1];
        const { kind: found, key } = JSON.parse(record ?? '{}') as { kind?: string; key?: string };
        return found === kind && key !== undefined ? [key] : [];
      });
    } catch {
      // Not made yet.
      return [];
    }
  }
});
