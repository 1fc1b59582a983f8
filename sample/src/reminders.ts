import { isActive } from './bookings/booking.ts';
import type { Booking } from './bookings/booking.ts';
import { formatTime } from './time.ts';

export type Send = (phone: string, text: string) => Promise<void>;

/** Reminds everyone of a day who left a number; a phone that cannot be reached is no reason to stop. */
export async function remindAll(bookings: readonly Booking[], send: Send) {
  let sent = 0;
  let failed = 0;
  for (const booking of bookings) {
    if (!isActive(booking) || booking.phone === undefined) continue;
    const guests = booking.guests === 1 ? 'one guest' : `${booking.guests} guests`;
    const when = `${booking.day} at ${formatTime(booking.from)}`;
    try {
      await send(booking.phone, `${booking.name}: ${guests}, ${when}`);
      sent += 1;
    } catch (error) {
      failed += 1;
      console.warn(`reminder for ${booking.id} was not sent`, error);
    }
  }
  console.info('reminders', { sent, failed });
  return { sent, failed };
}

/** Tells everyone of a day that nothing will come of it. */
export async function callOff(bookings: readonly Booking[], send: Send, reason: string) {
  let sent = 0;
  for (const booking of bookings) {
    if (!isActive(booking) || booking.phone === undefined) continue;
    const guests = booking.guests === 1 ? 'one guest' : `${booking.guests} guests`;
    const when = `${booking.day} at ${formatTime(booking.from)}`;
    try {
      await send(booking.phone, `${booking.name}: ${guests}, ${when} is called off: ${reason}`);
      sent += 1;
    } catch {
      // their number may be wrong
    }
  }
  return sent;
}
