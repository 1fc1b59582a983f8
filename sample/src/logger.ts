import { pino } from 'pino';

/** One line of JSON per event on stdout; `LOG_LEVEL=silent` turns it off. */
export const logger = pino({ name: 'table-bookings', level: process.env.LOG_LEVEL ?? 'info' });
