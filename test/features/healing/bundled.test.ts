import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemDisk } from '../../../server/src/adapters/index.ts';
import { openShelf } from '../../../server/src/features/healing/index.ts';
import { actionIds } from '../../../server/src/protocol/index.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
const shelf = openShelf({
  disk: systemDisk,
  bundled: join(repository, 'playbooks'),
  root: join(repository, 'sample'),
  trusted: () => true,
});

const layer1 = [
  'acl_violation_quarantine',
  'artifact_mismatch_restore',
  'bus_backlog_drain',
  'bus_gap_replay',
  'config_corruption_restore',
  'heartbeat_stall_recovery',
  'kernel_exit_restart',
  'log_corruption_repair',
  'predicted_failure_drain',
  'readiness_regression',
  'resource_pressure_shed',
  'secret_missing_degrade',
  'store_loss_rebuild',
  'telemetry_drift_realign',
];

const general = [
  'dependency_reinstall',
  'disk_full_reclaim',
  'lint_error_fix',
  'llm_outage_fallback',
  'lockfile_conflict_resolve',
  'module_not_found_fix',
  'port_in_use_resolve',
  'service_crash_restart',
  'test_regression_fix',
  'type_error_fix',
];

describe('the playbooks that ship', () => {
  it('are right, to the letter', async () => {
    const { files } = await shelf.check();
    expect(files.flatMap(({ problems }) => problems)).toEqual([]);
    expect(files.map(({ file }) => file)).toEqual([
      'playbooks/layer1_recovery.yaml',
      'playbooks/advanced_self_healing.yaml',
    ]);
  });

  it('are the fourteen of Layer 1 and the ten general ones', async () => {
    const { files } = await shelf.check();
    expect(files.map(({ playbooks }) => [...playbooks].sort())).toEqual([layer1, general]);
  });

  it('say of each that is not used what it waits for, and of no other', async () => {
    const { playbooks } = await shelf.list();
    const ready = playbooks.filter(({ state }) => state === 'ready').map(({ id }) => id);
    expect(ready.sort()).toEqual([
      'bus_backlog_drain',
      'disk_full_reclaim',
      'heartbeat_stall_recovery',
      'kernel_exit_restart',
      'readiness_regression',
      'resource_pressure_shed',
      'secret_missing_degrade',
      'store_loss_rebuild',
    ]);
    for (const { state, waitsFor } of playbooks) expect(waitsFor.length > 0).toBe(state === 'waiting');
  });
});

describe('the schema that completes playbooks in the editor', () => {
  const text = readFileSync(join(repository, 'media', 'playbooks.schema.json'), 'utf8');
  const schema = JSON.parse(text) as { definitions?: Record<string, unknown> };

  it('knows everything that it names', () => {
    const names = [...text.matchAll(/"\$ref": "#\/definitions\/([^"]+)"/gu)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(schema.definitions).toHaveProperty(name);
  });

  it('says for each action what a step is given', () => {
    for (const action of actionIds) expect(text).toContain(`"const": "${action}"`);
  });
});
