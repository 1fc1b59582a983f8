import { refusedForNow, type Refusal } from '../../base/index.ts';
import type { WorkspaceActionId, IntentId, Level, Scale } from '../../protocol/index.ts';
import { forbids } from './pattern.ts';
import { loosenessOf, type Limited, type Word } from './tighten.ts';

/** What Grace may do here now. A refusal says which line forbids it; as the line may change, nothing is concluded from it. */
export interface Rules {
  /** The proof that an edit gets where `asked` is what was asked for: the same, or a stricter one. */
  proof(asked: Level<'proof'>): Level<'proof'>;
  /** The highest risk of an edit that may apply itself. */
  automatic(): Level<'automatic'>;
  whyNoTools(): Refusal | undefined;
  /** `path` is relative to the root, with `/`. */
  whyNotWritten(path: string): Refusal | undefined;
  whyNotIntent(id: string): Refusal | undefined;
  whyNotAction(id: string): Refusal | undefined;
}

/** Answers by the word that is in force at the moment of the question. */
export function rulesOf(word: () => Word): Rules {
  const level = <S extends Scale>(scale: S, strictest: Level<S>): Level<S> =>
    word().levels[scale]?.level ?? strictest;

  return {
    proof(asked) {
      const least = level('proof', 'before');
      return loosenessOf('proof', least) < loosenessOf('proof', asked) ? least : asked;
    },
    automatic: () => level('automatic', 'nothing'),
    whyNoTools() {
      const { tools } = word().levels;
      if (tools?.level === 'ask') return undefined;
      return refusedForNow(`No command of this workspace runs: ${why('tools', tools)} to have edits proven.`);
    },
    whyNotWritten(path) {
      const { levels, protect } = word();
      if (levels.edits?.level !== 'propose')
        return refusedForNow(
          `Grace writes nothing here: ${why('edits', levels.edits)}, or make the edit by hand.`,
        );
      for (const [pattern, from] of protect)
        if (forbids(pattern, path))
          return refusedForNow(
            `Grace does not write ${path}: \`${pattern}\` is protected by ${from}. Change that line, or make the edit by hand.`,
          );
      return undefined;
    },
    whyNotIntent(id) {
      const from = word().neverIntents.get(id as IntentId);
      if (from === undefined) return undefined;
      return refusedForNow(`\`${id}\` is not used here: ${from} forbids it. Change that to have it offered.`);
    },
    whyNotAction(id) {
      const from = word().neverActions.get(id as WorkspaceActionId);
      if (from === undefined) return undefined;
      return refusedForNow(`\`${id}\` is not used here: ${from} forbids it. Change that to allow it.`);
    },
  };
}

/** Who says `never`, and what to do about it. */
function why(name: 'edits' | 'tools', said: Limited<'edits' | 'tools'> | undefined): string {
  if (!said || said.isCaution) return `${said?.from ?? 'its configuration'} cannot be understood. Correct it`;
  return `${said.from} says \`${name}: never\`. Change that line`;
}
