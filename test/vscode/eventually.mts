import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 100;
const waitMsMax = 20_000;

/** Asks again until a check holds; throws what it says when it never does. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  const deadline = Date.now() + waitMsMax;
  for (;;) {
    try {
      await check();
      return;
    } catch (thrown) {
      if (Date.now() > deadline) throw thrown;
      await sleep(pollMs);
    }
  }
}
