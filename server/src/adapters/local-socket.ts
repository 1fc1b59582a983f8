import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Emitter, toDisposable } from '../base/index.ts';
import type { LocalChannel, LocalListener, LocalSocketPort } from '../core/ports/index.ts';

/** What the address of a Unix socket may be long, on every system that has them. */
const addressBytesMax = 100;
/** A message that is longer closes its line. */
const messageBytesMax = 64 * 1024 * 1024;
const nameBytes = 16;
const socketName = 'owner.sock';
const ownerOnly = 0o600;

/** Unix sockets, and named pipes on Windows: neither can be reached over a network. */
export const systemSockets: LocalSocketPort = {
  async listen(folder, onChannel) {
    const { address, release } = await placeFor(folder);
    const server = createServer((socket) => onChannel(channelOver(socket)));
    const open = new Set<Socket>();
    server.on('connection', (socket) => {
      open.add(socket);
      socket.once('close', () => void open.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
    if (process.platform !== 'win32') await chmod(address, ownerOnly);
    server.unref();
    const close = toDisposable(() => {
      for (const socket of open) socket.destroy();
      server.close();
      void release();
    });
    return { address, ...close } satisfies LocalListener;
  },
  connect: (address) =>
    new Promise((resolve) => {
      const socket = connect(address);
      const channel = channelOver(socket);
      socket.once('connect', () => resolve(channel));
      socket.once('error', () => resolve(undefined));
    }),
};

/** An address that fits, and what has to go with it. A socket that a killed process left there is removed. */
async function placeFor(folder: string): Promise<{ address: string; release: () => Promise<void> }> {
  if (process.platform === 'win32') {
    const name = randomBytes(nameBytes).toString('hex');
    return { address: `\\\\.\\pipe\\grace-${name}`, release: () => Promise.resolve() };
  }
  const address = join(folder, socketName);
  if (Buffer.byteLength(address) <= addressBytesMax) {
    await rm(address, { force: true });
    return { address, release: () => rm(address, { force: true }) };
  }
  // Made with a mode that lets nobody else in.
  const shorter = await mkdtemp(join(tmpdir(), 'grace-'));
  return {
    address: join(shorter, socketName),
    release: () => rm(shorter, { recursive: true, force: true }),
  };
}

/** Messages are lines. */
function channelOver(socket: Socket): LocalChannel {
  const message = new Emitter<string>();
  const close = new Emitter<void>();
  let rest: string[] = [];
  let restBytes = 0;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      rest.push(line);
      restBytes += line.length;
      if (restBytes > messageBytesMax) {
        socket.destroy();
        return;
      }
      if (index === lines.length - 1) return;
      const whole = rest.join('');
      rest = [];
      restBytes = 0;
      message.fire(whole);
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => close.fire());
  return {
    send(text) {
      if (!socket.destroyed) socket.write(`${text}\n`);
    },
    onMessage: message.event,
    onClose: close.event,
    ...toDisposable(() => void socket.end()),
  };
}
