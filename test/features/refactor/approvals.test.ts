import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemDisk } from '../../../server/src/adapters/index.ts';
import { openApprovals, type Approvals } from '../../../server/src/features/refactor/index.ts';
import type { Proof } from '../../../server/src/services/proof/index.ts';

let folder: string;
let approvals: Approvals;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grace-approvals-'));
  approvals = openApprovals(join(folder, 'approvals.json'), systemDisk, 'ask');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const commands = (...argv: string[]) => [{ gate: 'tests' as const, argv, cwd: '' }];
/** A workspace that would run these commands now. */
const running = (...argv: string[]) =>
  ({ commands: () => Promise.resolve(commands(...argv)) }) as unknown as Proof;

it('holds for the exact commands, also for the next run, and for no others', async () => {
  expect(await approvals.state(running('vitest', 'run'))).toBeUndefined();
  await approvals.remember(commands('vitest', 'run'), 'approved');
  const later = openApprovals(join(folder, 'approvals.json'), systemDisk, 'ask');
  expect(await later.state(running('vitest', 'run'))).toBe(true);
  expect(await later.state(running('vitest', 'run', '--globalSetup', 'new.ts'))).toBeUndefined();
});

it('belongs to the commands that were shown, not to those the workspace has by the time of the answer', async () => {
  const shown = commands('vitest', 'run');
  const now = running('vitest', 'run', '--globalSetup', 'new.ts');
  await approvals.remember(shown, 'approved');
  expect(await approvals.state(now)).toBeUndefined();
});

it('remembers a no, and a yes that is given later', async () => {
  await approvals.remember(commands('vitest'), 'denied');
  expect(await approvals.state(running('vitest'))).toBe(false);
  await approvals.remember(commands('vitest'), 'approved');
  expect(await approvals.state(running('vitest'))).toBe(true);
});

it('asks again where the file is damaged', async () => {
  await approvals.remember(commands('vitest'), 'approved');
  await systemDisk.write(join(folder, 'approvals.json'), Buffer.from('{"'));
  expect(await approvals.state(running('vitest'))).toBeUndefined();
});
