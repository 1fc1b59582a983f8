import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { app } from '../src/http/app.ts';
import { request, saturday, setUp } from './setup.ts';

describe('the service', () => {
  let server: Server;
  let base = '';

  beforeEach(async () => {
    server = createServer(app(setUp()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  async function call(method: string, path: string, body?: string) {
    const response = await fetch(base + path, { method, body, headers: { connection: 'close' } });
    return { status: response.status, body: (await response.json()) as Record<string, any> };
  }

  const send = (change = {}) => call('POST', '/bookings', JSON.stringify(request(change)));

  it('books, seats and cancels', async () => {
    expect(await send()).toMatchObject({ status: 201, body: { id: 'b1', table: 'window' } });
    expect((await send()).body.table).toBe('corner');
    expect((await call('POST', '/bookings/b1/seat')).status).toBe(200);
    expect((await call('DELETE', '/bookings/b1')).status).toBe(409);
    expect((await call('DELETE', '/bookings/b2')).status).toBe(200);
    expect((await call('DELETE', '/bookings/b2')).status).toBe(404);
  });

  it('shows a day', async () => {
    await send();
    const { status, body } = await call('GET', `/days/${saturday}`);
    expect(status).toBe(200);
    expect(body.bookings).toHaveLength(1);
    expect(body.report).toEqual({ bookings: 1, guests: 2, filled: 100, cancelled: 0 });
    expect((await call('GET', '/days/today')).status).toBe(400);
  });

  it.each(['{', '[]', '7', ''])('refuses the body %j', async (body) => {
    expect(await call('POST', '/bookings', body)).toEqual({
      status: 400,
      body: { problems: ['the body is no JSON object'] },
    });
  });

  it('refuses a body that is too large', async () => {
    expect((await call('POST', '/bookings', `{"name":"${'a'.repeat(9000)}"}`)).status).toBe(400);
  });

  it('is healthy', async () => {
    expect(await call('GET', '/health')).toEqual({ status: 200, body: { ok: true, waiting: 0 } });
  });

  it.each([
    ['GET', '/'],
    ['GET', '/bookings'],
    ['PUT', '/bookings/b1'],
    ['POST', '/bookings/b1'],
  ])('has nothing at %s %s', async (method, path) => {
    expect((await call(method, path)).status).toBe(404);
  });
});
