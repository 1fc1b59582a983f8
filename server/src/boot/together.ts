import { Emitter, isCancelled, type Clock, type Listen } from '../base/index.ts';
import { limits } from './limits.ts';

/** The same event, several of one moment told as one. */
export function together(event: Listen<void>, clock: Clock, ending: AbortSignal): Listen<void> {
  const told = new Emitter<void>();
  let isDue = false;
  const tell = async () => {
    await clock.sleep(limits.healthTellMs, ending);
    isDue = false;
    told.fire();
  };
  event(() => {
    if (isDue) return;
    isDue = true;
    tell().catch((thrown: unknown) => {
      if (!isCancelled(thrown)) throw thrown;
    });
  });
  return told.event;
}
