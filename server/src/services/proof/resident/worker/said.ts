/** What a tool said, as its process would have printed it. */
export interface Said {
  readonly stdout: string;
  readonly exitCode: number;
}

/** What was loaded is no longer what lies there. */
export class Stale extends Error {
  override readonly name = 'Stale';
}

/** The tool cannot be kept resident here; a cold run has to say. */
export class Unable extends Error {
  override readonly name = 'Unable';
}
