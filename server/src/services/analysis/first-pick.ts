import { isRefusal, messageOf, type Clock } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';

export interface FirstPickPorts {
  readonly disk: Pick<DiskPort, 'read' | 'write' | 'makeFolder'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Absolute; a folder of Grace's own, which may vanish at any time. */
  readonly folder: string;
  readonly name: string;
  readonly warn: (message: string) => void;
}

export type Tell = (message: string) => void;

/** Projects that are remembered; the longest unused one is forgotten first. */
const projectsMax = 50;

/**
 * Tells how long the first edit in a project takes that is not loaded yet: as long as the last time, as far as there was
 * one. Without one it claims nothing.
 */
export function createFirstPicks({ disk, clock, folder, name, warn }: FirstPickPorts) {
  const file = `${folder}/${name}`;
  async function read(): Promise<Record<string, number>> {
    try {
      const value: unknown = JSON.parse((await disk.read(file))?.toString('utf8') ?? '{}');
      if (typeof value !== 'object' || value === null) return {};
      return Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
      );
    } catch {
      // Half-written by a process that died: then nothing is known.
      return {};
    }
  }

  async function remember(project: string, ms: number): Promise<void> {
    const others = Object.entries(await read()).filter(([other]) => other !== project);
    const kept = [...others, [project, Math.round(ms)] as const].slice(-projectsMax);
    try {
      await disk.makeFolder(folder);
      await disk.write(file, Buffer.from(JSON.stringify(Object.fromEntries(kept))));
    } catch (thrown) {
      warn(`How long a project takes to load could not be kept: ${messageOf(thrown)}`);
    }
  }

  return {
    /** Runs `work`; what it tells is handed on to `tell` with what is left, by the last time. */
    async during<T>(project: string, tell: Tell, work: (tell: Tell) => Promise<T>): Promise<T> {
      const startedMs = clock.monotonic();
      const { [project]: lastMs } = await read();
      const answer = await work((message) =>
        tell(withEstimate(message, lastMs, clock.monotonic() - startedMs)),
      );
      if (!isRefusal(answer)) await remember(project, clock.monotonic() - startedMs);
      return answer;
    },
  };
}

/** Less than this is over before it is read. */
const worthSayingMs = 2_000;

function withEstimate(message: string, lastMs: number | undefined, elapsedMs: number): string {
  const leftMs = (lastMs ?? 0) - elapsedMs;
  if (leftMs < worthSayingMs) return message;
  return `${message} (about ${Math.round(leftMs / 1000)} s, by the last time)`;
}
