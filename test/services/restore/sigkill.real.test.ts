import { expect, test } from 'vitest';
import { killOften } from './kill-often.ts';

test('200 SIGKILLs in the middle of applies and undos leave nothing half-written', async () => {
  const { kills, outcomes, wrong } = await killOften(200, 7);
  expect(wrong).toEqual([]);
  expect(kills).toBe(200);
  // Kills that all fell between two applies would prove nothing.
  expect(outcomes['rolled-back'] ?? 0).toBeGreaterThan(20);
});
