import { isDay, readTime } from '../time.ts';
import type { BookingRequest } from './booking.ts';

export type Checked =
  | { readonly ok: true; readonly request: BookingRequest; readonly from: number }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Looks at everything that came in, so that all problems are told at once. */
export function checkRequest(body: Record<string, unknown>, today: string): Checked {
  const problems: string[] = [];
  let from = 0;
  let name = '';
  let phone: string | undefined;
  if (typeof body.day !== 'string') {
    problems.push('day is missing');
  } else {
    if (!isDay(body.day)) {
      problems.push('day is no day');
    } else {
      if (body.day < today) {
        problems.push('day is over');
        console.warn('booking for the past', body.day);
      }
    }
  }
  if (typeof body.time !== 'string') {
    problems.push('time is missing');
  } else {
    const time = readTime(body.time);
    if (time === undefined) {
      problems.push('time is no time');
    } else {
      if (time % 15 !== 0) {
        problems.push('time must be a quarter of an hour');
      }
      from = time;
    }
  }
  if (typeof body.guests !== 'number') {
    problems.push('guests is missing');
  } else {
    if (!Number.isInteger(body.guests) || body.guests < 1) {
      problems.push('guests is no count');
    } else {
      if (body.guests > 8) {
        problems.push('please call us for more than 8 guests');
        console.info('large party asked for: %d guests', body.guests);
      }
    }
  }
  if (typeof body.name !== 'string') {
    problems.push('name is missing');
  } else {
    name = body.name.trim();
    if (name === '') {
      problems.push('name is empty');
    } else {
      if (name.length > 80) {
        problems.push('name is too long');
      }
    }
  }
  if (body.phone !== undefined) {
    if (typeof body.phone !== 'string' || !/^\+?[\d ]{5,20}$/.test(body.phone)) {
      problems.push('phone is no number');
      console.warn('strange phone number', { phone: body.phone });
    } else {
      phone = body.phone.replaceAll(' ', '');
    }
  }
  if (problems.length > 0) {
    console.log(`request refused: ${problems.join(', ')}`);
    return { ok: false, problems };
  }
  const request = { day: String(body.day), time: String(body.time), guests: Number(body.guests), name };
  return { ok: true, from, request: phone === undefined ? request : { ...request, phone } };
}
