import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemProbes } from '../../server/src/adapters/index.ts';
import { Cancelled } from '../../server/src/base/index.ts';

const signal = new AbortController().signal;
let server: Server;
let port: number;
beforeEach(async () => {
  server = createServer((request, response) => {
    const [, path = ''] = (request.url ?? '').split('/');
    if (path === 'silent') return;
    if (path === 'moved') response.setHeader('Location', '/200');
    response.statusCode = path === 'moved' ? 302 : Number(path);
    response.end('x'.repeat(1_000_000));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (path: string) => systemProbes.status(`http://127.0.0.1:${port}/${path}`, signal);

test('an address is asked for its status, and nobody follows where it points', async () => {
  expect([await ask('200'), await ask('503'), await ask('moved')]).toEqual([200, 503, 302]);
  expect(await systemProbes.status(`http://localhost:${port}/204`, signal)).toBe(204);
});

test('no answer is told in words: nobody there, or nothing said in time', async () => {
  expect(await ask('silent')).toBe('it did not answer within 2 s');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await ask('200')).toMatch(/ECONNREFUSED/u);
});

test('a port takes connections, or does not', async () => {
  expect(await systemProbes.takesConnections(port, signal)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
  expect(await systemProbes.takesConnections(port, signal)).toBe(false);
});

test('whoever does not want to know any more is not told', async () => {
  const cancel = new AbortController();
  const asking = systemProbes.status(`http://127.0.0.1:${port}/silent`, cancel.signal);
  cancel.abort();
  await expect(asking).rejects.toThrow(Cancelled);
  await expect(systemProbes.takesConnections(port, cancel.signal)).rejects.toThrow(Cancelled);
});
