import type { BookingRequest } from '../src/bookings/booking.ts';
import type { Ports } from '../src/bookings/book.ts';
import { BookingStore } from '../src/bookings/store.ts';
import { Waitlist } from '../src/bookings/waitlist.ts';

/** A Saturday. */
export const saturday = '2026-03-07';

export function setUp(): Ports {
  return { store: new BookingStore(), waitlist: new Waitlist(), stayMinutes: 120, today: () => '2026-03-02' };
}

export function request(change: Partial<Record<keyof BookingRequest, unknown>> = {}) {
  return { day: saturday, time: '19:00', guests: 2, name: 'Ada', ...change };
}
