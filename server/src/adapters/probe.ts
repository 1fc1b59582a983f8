import { request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { connect } from 'node:net';
import { throwIfCancelled } from '../base/index.ts';
import type { ProbePort } from '../core/ports/index.ts';

/** An answer that takes longer is none. */
const answerMsMax = 2_000;
const loopbacks = ['127.0.0.1', '::1'];

export const systemProbes: ProbePort = {
  async status(url, signal) {
    throwIfCancelled(signal);
    const answer = await new Promise<number | string>((resolve) => {
      const ask = url.startsWith('https:') ? requestSecurely : request;
      // A development server signs for itself, and nothing is told to it.
      const asking = ask(url, { signal, timeout: answerMsMax, rejectUnauthorized: false, agent: false });
      asking.on('response', (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      asking.on('timeout', () => {
        resolve(`it did not answer within ${answerMsMax / msPerSecond} s`);
        asking.destroy();
      });
      asking.on('error', (error) => resolve(error.message));
      asking.end();
    });
    throwIfCancelled(signal);
    return answer;
  },
  async takesConnections(port, signal) {
    throwIfCancelled(signal);
    const answers = await Promise.all(loopbacks.map((host) => connects(host, port, signal)));
    throwIfCancelled(signal);
    return answers.includes(true);
  },
};

const msPerSecond = 1_000;

function connects(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    const answer = (does: boolean) => {
      resolve(does);
      socket.destroy();
    };
    socket.setTimeout(answerMsMax, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
