import { isActive } from './bookings/booking.ts';
import type { Booking } from './bookings/booking.ts';
import { tables } from './bookings/tables.ts';

/** What a day looked like: bookings, guests, and how many of the seats were filled, in percent. */
export function dayReport(bookings: readonly Booking[]) {
  const active = bookings.filter(isActive);
  const guests = active.reduce((sum, booking) => sum + booking.guests, 0);
  const seats = active.reduce((sum, booking) => sum + seatsOf(booking.table), 0);
  const filled = seats === 0 ? 0 : Math.round((guests / seats) * 100);
  const report = { bookings: active.length, guests, filled, cancelled: bookings.length - active.length };
  console.assert(filled <= 100, 'more guests than seats', report);
  return report;
}

function seatsOf(name: string) {
  return tables.find((table) => table.name === name)?.seats ?? 0;
}

/** For someone who looks over the shoulder of the service. */
export function printReport(bookings: readonly Booking[]) {
  console.group('bookings');
  console.table(bookings.map(({ id, from, guests, table }) => ({ id, from, guests, table })));
  console.dir(dayReport(bookings), { depth: 1 });
  console.groupEnd();
}
