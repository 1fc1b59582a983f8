import type { LoadPort } from './open.ts';

/** Keeps the level of what is paused, so that a governor that is started anew goes on from there. */
export function keepLevel(plane: {
  readonly shedLoad: () => Promise<number>;
  readonly restoreLoad: () => Promise<number>;
  readonly levelMax: number;
}): LoadPort {
  let level = 0;
  return {
    levelMax: plane.levelMax,
    level: () => level,
    shed: async () => (level = await plane.shedLoad()),
    restore: async () => (level = await plane.restoreLoad()),
  };
}
