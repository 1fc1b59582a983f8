export interface Config {
  readonly port: number;
  readonly dataFile: string;
  /** Minutes that a table is taken by a booking. */
  readonly stayMinutes: number;
}

export function readConfig(env: Record<string, string | undefined>) {
  const port = Number(env.PORT ?? '8080');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error('PORT is not a port: %s', env.PORT);
    throw new RangeError('PORT must be from 0 to 65535');
  }
  const stayMinutes = Number(env.STAY_MINUTES ?? '120');
  if (!Number.isInteger(stayMinutes) || stayMinutes < 15 || stayMinutes > 600) {
    console.error('STAY_MINUTES makes no sense: %s', env.STAY_MINUTES);
    throw new RangeError('STAY_MINUTES must be from 15 to 600');
  }
  console.info('configuration read', { port, stayMinutes });
  return { port, stayMinutes, dataFile: env.DATA_FILE ?? 'bookings.json' };
}
