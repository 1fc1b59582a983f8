export interface Booking {
  readonly id: string;
  readonly day: string;
  /** Minutes after midnight. */
  readonly from: number;
  readonly guests: number;
  readonly name: string;
  readonly phone?: string;
  readonly table: string;
  readonly state: 'booked' | 'seated' | 'cancelled';
}

export interface BookingRequest {
  readonly day: string;
  readonly time: string;
  readonly guests: number;
  readonly name: string;
  readonly phone?: string;
}

/** A cancelled booking takes no table. */
export function isActive(booking: Booking) {
  return booking.state !== 'cancelled';
}

export function overlaps(booking: Booking, day: string, from: number, stayMinutes: number) {
  if (!isActive(booking) || booking.day !== day) return false;
  return booking.from < from + stayMinutes && from < booking.from + stayMinutes;
}
