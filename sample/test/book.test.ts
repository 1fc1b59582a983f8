import { describe, expect, it } from 'vitest';
import { book, cancel, seat } from '../src/bookings/book.ts';
import type { Ports } from '../src/bookings/book.ts';
import { smallestTable } from '../src/bookings/tables.ts';
import { request, saturday, setUp } from './setup.ts';

function fill(ports: Ports, change: Parameters<typeof request>[0] = {}) {
  return book(ports, request(change)).body as { id: string; table: string };
}

describe('smallestTable', () => {
  it.each([
    [1, [], 'window'],
    [2, ['window'], 'corner'],
    [3, [], 'round'],
    [5, [], 'terrace'],
    [5, ['terrace'], 'long'],
    [2, ['window', 'corner', 'round'], 'terrace'],
    [8, ['long'], undefined],
  ])('%d guests, taken %j: %s', (guests, taken, name) => {
    expect(smallestTable(guests, new Set(taken))?.name).toBe(name);
  });
});

describe('book', () => {
  it('books the smallest table', () => {
    const ports = setUp();
    expect(book(ports, request({ phone: '12345' }))).toEqual({
      status: 201,
      body: {
        id: 'b1',
        day: saturday,
        from: 1140,
        guests: 2,
        name: 'Ada',
        phone: '12345',
        table: 'window',
        state: 'booked',
      },
    });
    expect(ports.store.get('b1')?.name).toBe('Ada');
  });

  it('refuses what makes no sense', () => {
    expect(book(setUp(), request({ guests: 0 }))).toEqual({
      status: 400,
      body: { problems: ['guests is no count'] },
    });
  });

  it('refuses when the house is closed', () => {
    expect(book(setUp(), request({ day: '2026-03-09' }))).toEqual({
      status: 409,
      body: { problems: ['we are closed that day'] },
    });
  });

  it('gives a table again after the stay, and not before', () => {
    const ports = setUp();
    fill(ports, { guests: 8, time: '17:00' });
    expect(book(ports, request({ guests: 8, time: '18:45' })).status).toBe(202);
    expect(book(ports, request({ guests: 8, time: '15:15' })).status).toBe(202);
    expect(fill(ports, { guests: 8, time: '19:00' }).table).toBe('long');
    expect(fill(ports, { guests: 8, time: '15:00' }).table).toBe('long');
  });

  it('does not mind other days', () => {
    const ports = setUp();
    fill(ports, { guests: 8 });
    expect(fill(ports, { guests: 8, day: '2026-03-08' }).table).toBe('long');
  });

  it('puts who comes late on the waiting list', () => {
    const ports = setUp();
    fill(ports, { guests: 8 });
    expect(book(ports, request({ guests: 8 }))).toEqual({ status: 202, body: { waiting: 1 } });
    expect(book(ports, request({ guests: 7 }))).toEqual({ status: 202, body: { waiting: 2 } });
  });

  it('has a waiting list that ends', () => {
    const ports = setUp();
    fill(ports, { guests: 8 });
    for (let count = 0; count < 20; count += 1) book(ports, request({ guests: 8 }));
    expect(book(ports, request({ guests: 8 })).body).toEqual({ waiting: 0 });
    expect(ports.waitlist.length).toBe(20);
  });
});

describe('cancel', () => {
  it('frees the table', () => {
    const ports = setUp();
    const { id } = fill(ports, { guests: 8 });
    expect(cancel(ports, id).status).toBe(200);
    expect(fill(ports, { guests: 8 }).table).toBe('long');
  });

  it('happens once', () => {
    const ports = setUp();
    const { id } = fill(ports);
    cancel(ports, id);
    expect(cancel(ports, id)).toEqual({ status: 404, body: { problems: ['there is no such booking'] } });
  });

  it('is too late when the guests are here', () => {
    const ports = setUp();
    const { id } = fill(ports);
    seat(ports, id);
    expect(cancel(ports, id).status).toBe(409);
  });

  it('moves the first one up who fits', () => {
    const ports = setUp();
    const { id } = fill(ports, { guests: 8 });
    book(ports, request({ guests: 8, time: '20:15', name: 'too late' }));
    book(ports, request({ guests: 7, time: '20:00', name: 'fits' }));
    cancel(ports, id);
    expect(ports.store.day(saturday).map(({ name, state }) => [name, state])).toEqual([
      ['Ada', 'cancelled'],
      ['fits', 'booked'],
    ]);
    expect(ports.waitlist.length).toBe(1);
  });
});

describe('seat', () => {
  it('happens once', () => {
    const ports = setUp();
    const { id } = fill(ports);
    expect(seat(ports, id).status).toBe(200);
    expect(ports.store.get(id)?.state).toBe('seated');
    expect(seat(ports, id).status).toBe(409);
  });

  it('needs a booking', () => {
    expect(seat(setUp(), 'b7')).toEqual({ status: 404, body: { problems: ['there is no such booking'] } });
  });
});
