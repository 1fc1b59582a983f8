/** What may notice that something is wrong, each with what it notices: the ten of the monitors, and those beyond. */
export const triggers = {
  heartbeat_stall: 'A part, or a process of it, does not go on.',
  kernel_exit: 'A part ended by itself.',
  readiness_lost: 'A part runs and fails its self-test.',
  diagnostics_regression: 'A type or lint error is new after a save.',
  test_regression: 'A test fails that passed before.',
  process_failure: 'A watched service, or a command, ended with an error.',
  resource_pressure: 'Processor, memory or disk run short.',
  integrity_violation: 'The log, the database, an artifact or a configuration is not as it was left.',
  dependency_drift: 'Manifest, lockfile and what is installed do not agree.',
  telemetry_drift: 'A metric is not as its schema says.',
  predicted_failure: 'A part is likely to fail soon.',
  access_violation: 'Something was tried that a rule forbids.',
  secret_missing: 'A secret that is needed is not there.',
  bus_pressure: 'Messages wait too long, or some are missing.',
  model_outage: 'The language model does not answer as it should.',
} as const;

export type TriggerId = keyof typeof triggers;
export const triggerIds = Object.keys(triggers) as readonly TriggerId[];
