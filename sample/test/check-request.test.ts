import { describe, expect, it } from 'vitest';
import { checkRequest } from '../src/bookings/check-request.ts';
import { request, saturday } from './setup.ts';

describe('checkRequest', () => {
  it('takes a request', () => {
    expect(checkRequest(request({ name: ' Ada ', phone: '+49 30 1234' }), saturday)).toEqual({
      ok: true,
      from: 1140,
      request: { day: saturday, time: '19:00', guests: 2, name: 'Ada', phone: '+49301234' },
    });
  });

  it('does without a phone', () => {
    expect(checkRequest(request(), saturday)).toEqual({ ok: true, from: 1140, request: request() });
  });

  it.each([
    [{ day: undefined }, 'day is missing'],
    [{ day: '2026-02-30' }, 'day is no day'],
    [{ day: '2026-03-06' }, 'day is over'],
    [{ time: 19 }, 'time is missing'],
    [{ time: '25:00' }, 'time is no time'],
    [{ time: '19:10' }, 'time must be a quarter of an hour'],
    [{ guests: '2' }, 'guests is missing'],
    [{ guests: 0 }, 'guests is no count'],
    [{ guests: 1.5 }, 'guests is no count'],
    [{ guests: 9 }, 'please call us for more than 8 guests'],
    [{ name: undefined }, 'name is missing'],
    [{ name: '  ' }, 'name is empty'],
    [{ name: 'a'.repeat(81) }, 'name is too long'],
    [{ phone: '12' }, 'phone is no number'],
    [{ phone: 12_345 }, 'phone is no number'],
  ])('refuses %j: %s', (change, problem) => {
    expect(checkRequest(request(change), saturday)).toEqual({ ok: false, problems: [problem] });
  });

  it('tells all problems at once', () => {
    const checked = checkRequest({}, saturday);
    expect(checked.ok ? [] : checked.problems).toHaveLength(4);
  });
});
