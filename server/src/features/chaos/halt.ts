import { isCancelled, type Clock } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import { limits } from './limits.ts';

/** One switch for all drills of a person, in every workspace: a file, so that it can be thrown without Grace as well. */
export interface Halt {
  readonly file: string;
  isOn(): Promise<boolean>;
  set(state: 'on' | 'off'): Promise<void>;
  /** Calls off what runs as soon as it is on. Ends with `signal`. */
  watch(callOff: () => void, signal: AbortSignal): Promise<void>;
}

export function openHalt(file: string, disk: DiskPort, clock: Clock): Halt {
  const isOn = async () => (await disk.stat(file)) !== undefined;
  return {
    file,
    isOn,
    async set(state) {
      if (state === 'off') await disk.remove(file);
      else await disk.write(file, Buffer.from('Drills are called off while this file is here.\n'));
    },
    async watch(callOff, signal) {
      try {
        while (!(await isOn())) await clock.sleep(limits.haltPollMs, signal);
        callOff();
      } catch (thrown) {
        if (!isCancelled(thrown)) throw thrown;
      }
    },
  };
}

/** Said wherever a drill may not run. */
export function haltedSentence({ file }: Pick<Halt, 'file'>): string {
  return `Drills are called off: ${file} is there. Lift it with \`grace chaos halt --lift\`.`;
}
