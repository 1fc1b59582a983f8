import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { systemProcesses } from '../../../server/src/adapters/index.ts';
import { workspaces, type InstalledWorkspace } from '../workspaces.ts';
import type { Mutant } from './mutants.ts';

/** What the workspace's own commands say of a mutant: the first that failed, `hung` when it did not end, or nothing. */
export type Killed = 'typecheck' | 'lint' | 'test' | 'hung' | undefined;

/** No command of a fixture takes longer on a busy machine; a mutant that does is one that loops. */
const commandMsMax = 90_000;
const binFolder = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin');

/**
 * Runs the whole suite of a workspace (every typecheck, lint and test of it) against a mutant, in the copy itself, and
 * takes the mutant out again. The tests come first: they kill most.
 */
export async function killersOf(
  workspace: InstalledWorkspace,
  mutant: Mutant,
  signal: AbortSignal,
): Promise<Killed> {
  const { manager, checks } = workspaces[workspace.name];
  const [file] = mutant.change.files;
  if (file?.before == null || file.after == null) throw new Error('A mutant changes a file that stays.');
  const path = join(workspace.folder, file.path);
  await writeFile(path, file.after);
  try {
    for (const check of checks.toReversed()) {
      const run = await systemProcesses.run(
        {
          argv: [manager, 'run', check],
          cwd: workspace.folder,
          env: { PATH: [binFolder, process.env['PATH'] ?? ''].join(delimiter), CI: '1', LOG_LEVEL: 'silent' },
          deadlineMs: commandMsMax,
        },
        signal,
      );
      if (!run.ok) throw new Error(run.fault.message);
      if (run.value.timedOut) return 'hung';
      if (run.value.exitCode !== 0) return check;
    }
    return undefined;
  } finally {
    await writeFile(path, file.before);
  }
}
