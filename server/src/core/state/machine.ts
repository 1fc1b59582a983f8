/** What the state folder has to know of the machine and of this process, as data, so that tests can be any machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly pid: number;
  /** When the machine started, in milliseconds since the Unix epoch, give or take a second. */
  readonly bootMs: number;
}
