import { logger } from '../logger.ts';
import { isActive, overlaps } from './booking.ts';
import type { Booking } from './booking.ts';
import { checkRequest } from './check-request.ts';
import { closedBecause } from './opening.ts';
import type { BookingStore } from './store.ts';
import { smallestTable } from './tables.ts';
import type { Waitlist } from './waitlist.ts';

export type Answer =
  | { readonly status: 200 | 201 | 202; readonly body: unknown }
  | { readonly status: 400 | 404 | 409; readonly body: { readonly problems: readonly string[] } };

export interface Ports {
  readonly store: BookingStore;
  readonly waitlist: Waitlist;
  readonly stayMinutes: number;
  /** `YYYY-MM-DD` */
  today(): string;
}

function refused(status: 400 | 404 | 409, ...problems: string[]): Answer {
  return { status, body: { problems } };
}

export function book(ports: Ports, body: Record<string, unknown>): Answer {
  const checked = checkRequest(body, ports.today());
  if (!checked.ok) return refused(400, ...checked.problems);
  const { request, from } = checked;
  const closed = closedBecause(request.day, from, ports.stayMinutes);
  if (closed !== undefined) return refused(409, closed);
  const taken = new Set<string>();
  for (const booking of ports.store.day(request.day)) {
    if (overlaps(booking, request.day, from, ports.stayMinutes)) taken.add(booking.table);
  }
  const table = smallestTable(request.guests, taken);
  if (table === undefined) {
    const place = ports.waitlist.add(request, from);
    console.warn('house is full on', request.day);
    return { status: 202, body: { waiting: place } };
  }
  const { day, guests, name, phone } = request;
  const booking: Booking = {
    id: ports.store.nextId(),
    day,
    from,
    guests,
    name,
    table: table.name,
    state: 'booked',
    ...(phone === undefined ? {} : { phone }),
  };
  ports.store.put(booking);
  logger.info({ id: booking.id, day, guests }, 'booked');
  return { status: 201, body: booking };
}

export function cancel(ports: Ports, id: string): Answer {
  const booking = ports.store.get(id);
  if (booking === undefined || !isActive(booking)) {
    console.info('nothing to cancel: ' + id);
    return refused(404, 'there is no such booking');
  }
  if (booking.state === 'seated') return refused(409, 'the guests are here already');
  ports.store.put({ ...booking, state: 'cancelled' });
  console.log(`cancelled ${id} of ${booking.name}`);
  const next = ports.waitlist.takeFor(booking);
  if (next !== undefined) {
    const moved = book(ports, { ...next.request });
    console.debug('moved up from the waiting list', moved);
  }
  return { status: 200, body: {} };
}

export function seat(ports: Ports, id: string): Answer {
  const booking = ports.store.get(id);
  if (booking === undefined || !isActive(booking)) {
    console.info('nobody to seat: ' + id);
    return refused(404, 'there is no such booking');
  }
  if (booking.state === 'seated') return refused(409, 'the guests are here already');
  ports.store.put({ ...booking, state: 'seated' });
  console.log(`seated ${booking.guests} at ${booking.table}`);
  return { status: 200, body: {} };
}
