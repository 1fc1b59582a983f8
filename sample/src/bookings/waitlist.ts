import type { Booking, BookingRequest } from './booking.ts';

export interface Waiting {
  readonly request: BookingRequest;
  readonly from: number;
}

const WAITING_MAX = 20;

/** Who would like to come when someone else does not. First come, first served. */
export class Waitlist {
  #waiting: Waiting[] = [];

  get length() {
    return this.#waiting.length;
  }

  /** @returns the place in the line, from 1; 0 when the line is too long already */
  add(request: BookingRequest, from: number) {
    if (this.#waiting.length >= WAITING_MAX) {
      console.error('the waiting list is full', this.#waiting.length);
      return 0;
    }
    this.#waiting.push({ request, from });
    return this.#waiting.length;
  }

  /** The first who could take the place of a booking: same day, not more guests, at most an hour apart. */
  takeFor(booking: Booking): Waiting | undefined {
    const index = this.#waiting.findIndex(
      ({ request, from }) =>
        request.day === booking.day &&
        request.guests <= booking.guests &&
        Math.abs(from - booking.from) <= 60,
    );
    if (index === -1) return undefined;
    const [waiting] = this.#waiting.splice(index, 1);
    return waiting;
  }
}
