import { expect, test } from 'vitest';
import { intents } from '../../server/src/features/refactor/intents/registry.ts';
import { intentIds, workspaceActionIds, workspaceConfigSchema } from '../../server/src/protocol/index.ts';

test('every intent that is built has one of the names that a configuration may forbid', () => {
  for (const { id } of intents) expect(intentIds).toContain(id);
});

test('what Grace does to itself is not for a repository to forbid', () => {
  const forbid = (action: string) =>
    workspaceConfigSchema.safeParse({ access: { never: { actions: [action] } } }).success;
  for (const action of workspaceActionIds) expect(forbid(action)).toBe(true);
  for (const action of ['restart_kernel', 'repair_log', 'rollback_state', 'escalate'])
    expect(forbid(action)).toBe(false);
});
