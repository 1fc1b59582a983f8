/** Asks something on this machine whether it answers. Never rejects but with `Cancelled`. */
export interface ProbePort {
  /** The status that an address answers a GET with, redirections not followed; or why there is no answer, in words. */
  status(url: string, signal: AbortSignal): Promise<number | string>;
  /** Whether a port of the loopback takes a connection. */
  takesConnections(port: number, signal: AbortSignal): Promise<boolean>;
}
