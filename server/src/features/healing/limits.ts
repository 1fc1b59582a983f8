/** Every bound of playbooks and of their engine, by name; the schema bounds what is in a file. */
export const limits = {
  /** Files of `.grace/playbooks` that are read. */
  filesMax: 32,
  problemsMax: 20,
} as const;
