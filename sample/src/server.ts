import { createServer } from 'node:http';
import { loadBookings } from './bookings/store.ts';
import { Waitlist } from './bookings/waitlist.ts';
import { readConfig } from './config.ts';
import { app } from './http/app.ts';
import { logger } from './logger.ts';
import { shutDown } from './shutdown.ts';

const config = readConfig(process.env);
const store = await loadBookings(config.dataFile);
const today = () => new Date().toISOString().slice(0, 10);
const ports = { store, waitlist: new Waitlist(), stayMinutes: config.stayMinutes, today };
const server = createServer(app(ports));
server.listen(config.port, () => logger.info({ port: config.port }, 'listening'));
process.once('SIGTERM', () => void shutDown(server, store, config.dataFile));
