import { createHash } from 'node:crypto';
import type { EditorProblem } from '../../../server/src/protocol/index.ts';

/** Bounds of what is kept of problems that stand. */
export const limits = {
  /** Files; the one that changed longest ago is forgotten first. */
  filesMax: 500,
  /** Different problems of one file. */
  problemsMax: 50,
  /** Appearances that are told within a minute; what is beyond counts as told. */
  perMinuteMax: 200,
} as const;

/** What stands in each file, by its URI: a name for each problem. */
export type Standing = Readonly<Record<string, readonly string[]>>;

/**
 * Tells what has appeared from what stands: a problem that stays, moves to another line, or is shown again because its
 * file was opened again is no new one. It has gone once its file is shown without it.
 */
export class Appearances {
  readonly #standing: Map<string, ReadonlySet<string>>;
  #minute = { startedMs: 0, told: 0 };

  constructor(standing: Standing) {
    this.#standing = new Map(Object.entries(standing).map(([uri, names]) => [uri, new Set(names)]));
  }

  /** Problems that are new in a file that is at rest. Each of them once, however often the file has it. */
  appeared(uri: string, problems: readonly EditorProblem[], nowMs: number): readonly EditorProblem[] {
    const standing = this.#standing.get(uri);
    const fresh = new Map(
      problems
        .map((problem) => [nameOf(problem), problem] as const)
        .filter(([name]) => standing?.has(name) !== true),
    );
    return [...fresh.values()].slice(0, Math.min(limits.problemsMax, this.#left(nowMs)));
  }

  /**
   * What stands from now on; answers whether that is something else than before. `isShown`: the file is open and its tools
   * have had their say, so that what is not among its problems has gone; of a file that is closed a tool may say nothing.
   */
  settle(
    uri: string,
    problems: readonly EditorProblem[],
    { isShown, told }: { readonly isShown: boolean; readonly told: number },
  ): boolean {
    const before = [...(this.#standing.get(uri) ?? [])];
    const kept = isShown ? [] : before;
    const names = [...new Set([...kept, ...problems.map(nameOf)])].slice(-limits.problemsMax);
    this.#minute.told += told;
    if (names.length === before.length && names.every((name) => before.includes(name))) return false;
    this.#standing.delete(uri);
    if (names.length > 0) this.#standing.set(uri, new Set(names));
    const oldest = this.#standing.size > limits.filesMax ? this.#standing.keys().next().value : undefined;
    if (oldest !== undefined) this.#standing.delete(oldest);
    return true;
  }

  /** Survives the window: what stood when it was closed is not new when it is opened again. */
  standing(): Standing {
    return Object.fromEntries([...this.#standing].map(([uri, names]) => [uri, [...names]]));
  }

  #left(nowMs: number): number {
    if (nowMs - this.#minute.startedMs >= minuteMs) this.#minute = { startedMs: nowMs, told: 0 };
    return limits.perMinuteMax - this.#minute.told;
  }
}

const minuteMs = 60_000;
const nameCharacters = 12;

/** Lines move, so they are no part of it. */
function nameOf({ source, code = '', message }: EditorProblem): string {
  return createHash('sha256')
    .update(JSON.stringify([source, code, message]))
    .digest('hex')
    .slice(0, nameCharacters);
}
