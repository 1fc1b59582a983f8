import { bug, sha256 } from '../../base/index.ts';

/** Numbers that follow from a seed alone. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number;
  pick<T>(from: readonly T[]): T;
}

const uint32 = 2 ** 32;
const hexOfUint32 = 8;

/** Mulberry32 (Tommy Ettinger), one sequence for each name and seed. */
export function randomFrom(name: string, seed: number): Random {
  let state = Number.parseInt(sha256(`${name} ${seed}`).slice(0, hexOfUint32), 16);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / uint32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    below,
    pick: (from) => from[below(from.length)] ?? bug('nothing to pick from'),
  };
}
