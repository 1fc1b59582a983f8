import { describe, expect, it } from 'vitest';
import type { Booking } from '../src/bookings/booking.ts';
import { callOff, remindAll } from '../src/reminders.ts';
import { dayReport } from '../src/report.ts';
import { saturday } from './setup.ts';

function booking(change: Partial<Booking>): Booking {
  return {
    id: 'b1',
    day: saturday,
    from: 1140,
    guests: 2,
    name: 'Ada',
    phone: '123',
    table: 'window',
    state: 'booked',
    ...change,
  };
}

const bookings = [
  booking({}),
  booking({ name: 'Bo', guests: 1, phone: '456' }),
  booking({ name: 'Cy', state: 'cancelled' }),
];

describe('remindAll and callOff', () => {
  it('remind who is still coming', async () => {
    const texts: string[] = [];
    const outcome = await remindAll(bookings, async (phone, text) => {
      texts.push(`${phone} ${text}`);
    });
    expect(outcome).toEqual({ sent: 2, failed: 0 });
    expect(texts).toEqual([
      '123 Ada: 2 guests, 2026-03-07 at 19:00',
      '456 Bo: one guest, 2026-03-07 at 19:00',
    ]);
  });

  it('go on after a phone that cannot be reached', async () => {
    const send = (phone: string) => (phone === '123' ? Promise.reject(new Error('off')) : Promise.resolve());
    expect(await remindAll(bookings, send)).toEqual({ sent: 1, failed: 1 });
    expect(await callOff(bookings, send, 'storm')).toBe(1);
  });

  it('tell the reason', async () => {
    const texts: string[] = [];
    await callOff([booking({})], async (_phone, text) => void texts.push(text), 'storm');
    expect(texts).toEqual(['Ada: 2 guests, 2026-03-07 at 19:00 is called off: storm']);
  });
});

describe('dayReport', () => {
  it('counts bookings, guests and seats', () => {
    const day = [...bookings, booking({ guests: 6, table: 'long' })];
    expect(dayReport(day)).toEqual({ bookings: 3, guests: 9, filled: 75, cancelled: 1 });
  });

  it('has nothing for an empty day', () => {
    expect(dayReport([])).toEqual({ bookings: 0, guests: 0, filled: 0, cancelled: 0 });
  });
});
