import {
  ruleScales,
  type IntentId,
  type Level,
  type Scale,
  type WorkspaceActionId,
} from '../../protocol/index.ts';

/** Where a rule is written, as a part of a sentence: `.grace/config.yaml, line 4`. */
export type Origin = string;

export interface Limited<S extends Scale> {
  readonly level: Level<S>;
  readonly from: Origin;
  /** Set where no line says it: what holds instead of a file that cannot be understood. */
  readonly isCaution?: true;
}

/** What one file says about what Grace may do; what it does not speak of is absent. */
export interface Word {
  readonly levels: { readonly [S in Scale]?: Limited<S> };
  /** Patterns of what is never written, intents and actions that are never used, each with where that is written. */
  readonly protect: ReadonlyMap<string, Origin>;
  readonly neverIntents: ReadonlyMap<IntentId, Origin>;
  readonly neverActions: ReadonlyMap<WorkspaceActionId, Origin>;
}

export const silence: Word = {
  levels: {},
  protect: new Map(),
  neverIntents: new Map(),
  neverActions: new Map(),
};

/**
 * Both words at once: of two levels the stricter, of two prohibitions both. Whatever the words are, the outcome allows
 * nothing that one of them forbids.
 */
export function tighten(one: Word, other: Word): Word {
  return {
    levels: Object.fromEntries(
      scales.flatMap((scale) => {
        const stricter = stricterOf(scale, one.levels[scale], other.levels[scale]);
        return stricter ? [[scale, stricter]] : [];
      }),
    ),
    protect: new Map([...other.protect, ...one.protect]),
    neverIntents: new Map([...other.neverIntents, ...one.neverIntents]),
    neverActions: new Map([...other.neverActions, ...one.neverActions]),
  };
}

export const scales = Object.keys(ruleScales) as readonly Scale[];

/** 0 is the strictest. */
export function loosenessOf<S extends Scale>(scale: S, level: Level<S>): number {
  return (ruleScales[scale] as readonly string[]).indexOf(level);
}

function stricterOf<S extends Scale>(
  scale: S,
  one: Limited<S> | undefined,
  other: Limited<S> | undefined,
): Limited<S> | undefined {
  if (!one || !other) return one ?? other;
  return loosenessOf(scale, other.level) < loosenessOf(scale, one.level) ? other : one;
}

/**
 * What holds where nobody says anything. It is the word of a person: a machine can only set a bound to it, a workspace too.
 * A proof is asked for by the person anew each time, so that there is no bound by itself.
 */
const defaults: Word = {
  ...silence,
  levels: {
    edits: { level: 'propose', from: 'the default' },
    tools: { level: 'ask', from: 'the default' },
    automatic: { level: 'nothing', from: 'the default' },
    proof: { level: 'off', from: 'the default' },
  },
};

/** Brings the words of machine, person and workspace together. Only the person's may go beyond the defaults. */
export function inForce(words: {
  readonly machine: Word;
  readonly user: Word;
  readonly workspace: Word;
}): Required<Word> {
  const own: Word = { ...words.user, levels: { ...defaults.levels, ...words.user.levels } };
  return tighten(tighten(own, words.machine), words.workspace);
}
