import { describe, expect, it } from 'vitest';
import { closedBecause } from '../src/bookings/opening.ts';
import { formatTime, isDay, readTime } from '../src/time.ts';

describe('times and days', () => {
  it.each([
    ['00:00', 0],
    ['19:05', 1145],
    ['23:59', 1439],
    ['24:00', undefined],
    ['12:60', undefined],
    ['7:00', undefined],
    ['', undefined],
  ])('reads %j', (text, minutes) => {
    expect(readTime(text)).toBe(minutes);
  });

  it('writes a time', () => {
    expect(formatTime(545)).toBe('09:05');
    expect(formatTime(1200)).toBe('20:00');
  });

  it.each([
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-13-01', false],
    ['2026-3-1', false],
  ])('%s is a day: %s', (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });
});

describe('closedBecause', () => {
  it.each([
    ['2026-03-02', '19:00', 'we are closed that day'],
    ['2026-03-03', '16:45', 'we open at 17:00'],
    ['2026-03-03', '17:00', undefined],
    ['2026-03-07', '11:00', undefined],
    ['2026-03-08', '10:45', 'we open at 11:00'],
    ['2026-03-07', '21:00', undefined],
    ['2026-03-07', '21:15', 'we close at 23:00'],
  ])('%s at %s: %s', (day, time, reason) => {
    expect(closedBecause(day, readTime(time) ?? 0, 120)).toBe(reason);
  });
});
