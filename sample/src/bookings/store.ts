import { readFile, writeFile } from 'node:fs/promises';
import type { Booking } from './booking.ts';

/** Bookings in memory, by id. */
export class BookingStore {
  readonly #bookings = new Map<string, Booking>();
  #lastId = 0;

  nextId() {
    this.#lastId += 1;
    return `b${this.#lastId}`;
  }

  get(id: string) {
    return this.#bookings.get(id);
  }

  put(booking: Booking) {
    this.#bookings.set(booking.id, booking);
    const number = Number(booking.id.slice(1));
    if (number > this.#lastId) this.#lastId = number;
  }

  /** Of one day, by time and then in the order they came. */
  day(day: string) {
    return [...this.#bookings.values()]
      .filter((booking) => booking.day === day)
      .sort((a, b) => a.from - b.from);
  }

  all() {
    return [...this.#bookings.values()];
  }
}

/** The bookings of a file. A missing or damaged file gives an empty store: the phone keeps ringing either way. */
export async function loadBookings(file: string) {
  const store = new BookingStore();
  try {
    const bookings = JSON.parse(await readFile(file, 'utf8'));
    for (const booking of bookings) store.put(booking);
    console.log('loaded', store.all().length, 'bookings from', file);
  } catch (error) {
    console.error('could not load bookings', error);
  }
  return store;
}

export async function saveBookings(store: BookingStore, file: string): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(store.all()));
    return true;
  } catch {
    return false;
  }
}
