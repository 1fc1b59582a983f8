import { homedir, hostname, uptime } from 'node:os';
import type { Machine } from '../core/state/index.ts';

/** This machine and process, as data. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    home: homedir(),
    variables: process.env,
    host: hostname(),
    pid: process.pid,
    bootMs: Date.now() - uptime() * 1_000,
  };
}
