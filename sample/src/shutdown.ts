import type { Server } from 'node:http';
import { saveBookings } from './bookings/store.ts';
import type { BookingStore } from './bookings/store.ts';

/** Lets running requests end, then saves. */
export async function shutDown(server: Pick<Server, 'close'>, store: BookingStore, file: string) {
  console.log('shutting down');
  await new Promise<void>((resolve) => {
    server.close((error) => {
      if (error !== undefined) console.error('server did not close', error);
      resolve();
    });
  });
  const saved = await saveBookings(store, file);
  if (!saved) console.error(`bookings were not saved to ${file}`);
  return saved;
}
