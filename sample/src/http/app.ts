import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { book, cancel, seat } from '../bookings/book.ts';
import type { Ports } from '../bookings/book.ts';
import { dayReport } from '../report.ts';
import { isDay } from '../time.ts';
import { readBody } from './body.ts';

export function app(ports: Ports): RequestListener {
  return (request, response) => {
    handle(ports, request, response).catch((error) => {
      console.error('request failed:', request.method, request.url, error);
      answer(response, 500, { problems: ['something went wrong'] });
    });
  };
}

async function handle(ports: Ports, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [collection, id, action] = url.pathname.split('/').slice(1);
  if (request.method === 'POST' && collection === 'bookings' && id === undefined) {
    const body = await readBody(request);
    if (body === undefined) {
      answer(response, 400, { problems: ['the body is no JSON object'] });
      return;
    }
    const booked = book(ports, body);
    answer(response, booked.status, booked.body);
    return;
  }
  if (request.method === 'DELETE' && collection === 'bookings' && id !== undefined) {
    const cancelled = cancel(ports, id);
    answer(response, cancelled.status, cancelled.body);
    return;
  }
  if (request.method === 'POST' && collection === 'bookings' && id !== undefined && action === 'seat') {
    const seated = seat(ports, id);
    answer(response, seated.status, seated.body);
    return;
  }
  if (request.method === 'GET' && collection === 'days' && id !== undefined) {
    if (!isDay(id)) {
      answer(response, 400, { problems: ['day is no day'] });
      return;
    }
    console.time('day');
    const bookings = ports.store.day(id);
    answer(response, 200, { bookings, report: dayReport(bookings) });
    console.timeEnd('day');
    return;
  }
  if (request.method === 'GET' && collection === 'health') {
    answer(response, 200, { ok: true, waiting: ports.waitlist.length });
    return;
  }
  console.debug('no route', request.method, url.pathname);
  answer(response, 404, { problems: ['there is nothing here'] });
}

function answer(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
