/** Every bound of playbooks and of their engine, by name; the schema bounds what is in a file. */
export const limits = {
  /** Files of `.grace/playbooks` that are read. */
  filesMax: 32,
  problemsMax: 20,

  /** Attempts for one incident, with all playbooks. */
  attemptsPerIncidentMax: 12,
  /** Attempts with one playbook under one key within the window, whatever the incidents: the bound of a loop. */
  runsPerWindowMax: 8,
  runsWindowMs: 10 * 60_000,
  /** The longest wait for the end of a cooldown; what is left alone for longer is not waited for. */
  cooldownWaitMsMax: 60_000,
  /** Incidents that wait for one key. */
  waitingMax: 16,
  /** Between two looks at the symptom. */
  lookMs: 250,
  /** How long one look, and taking one step back, may take. */
  lookMsMax: 10_000,
  undoMsMax: 60_000,
  /** Attempts that are remembered: those that ended longest ago go first. */
  runsKeptMax: 1_000,
  incidentsKeptMax: 1_000,
} as const;
