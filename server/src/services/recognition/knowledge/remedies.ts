import { isRefusal, refused, type Refusal } from '../../../base/index.ts';
import type { Appended } from '../../../core/log/index.ts';
import {
  remedyNameSchema,
  remedyWords,
  type LearnedEntry,
  type LearnedRemedy,
  type PayloadOf,
  type RemedyName,
} from '../../../protocol/index.ts';
import type { FailureName, Knowledge } from './knowledge.ts';
import { limits } from './limits.ts';

type RemedyTopic = 'remedy.tried' | 'remedy.ended' | 'remedy.released';

export interface RemedyPorts {
  readonly named: (name: FailureName) => Promise<LearnedEntry | Refusal>;
  readonly known: (signature: string) => Promise<LearnedEntry | undefined>;
  readonly append: <T extends RemedyTopic>(topic: T, payload: PayloadOf<T>) => Promise<Appended | Refusal>;
  readonly changed: <T extends RemedyTopic>(
    name: FailureName,
    topic: T,
    payloadOf: (entry: LearnedEntry) => PayloadOf<T> | Refusal,
  ) => Promise<LearnedEntry | Refusal>;
}

/** What the knowledge base keeps of remedies. */
export function createRemedies({
  named,
  known,
  append,
  changed,
}: RemedyPorts): Pick<Knowledge, 'remediesFor' | 'tryRemedy' | 'endAttempt' | 'releaseRemedy'> {
  return {
    async remediesFor(signature) {
      const remedies = (await known(signature))?.remedies ?? [];
      return remedies.filter(({ quarantined }) => !quarantined);
    },

    async tryRemedy(failure, { remedy, incident }) {
      const entry = await named(failure);
      if (isRefusal(entry)) return entry;
      const { kind, id, title } = remedy;
      if (!remedyNameSchema.safeParse({ kind, id }).success)
        return refused(
          `${remedyWords(remedy)} names no remedy: say a kind and an id without blanks, such as linter_fix:eslint/no-unused-vars.`,
        );
      const begun = await append('remedy.tried', {
        signature: signatureFor(entry, failure),
        remedy: {
          ...{ kind, id },
          ...(title === undefined ? {} : { title: title.slice(0, limits.titleCharactersMax) }),
        },
        ...(incident === undefined ? {} : { incident: incident.slice(0, limits.nameCharactersMax) }),
      });
      return isRefusal(begun) ? begun : begun.seq;
    },

    endAttempt: (failure, attempt, { outcome, reason, restorePoint }) =>
      changed(failure, 'remedy.ended', (entry) => {
        const remedy = entry.remedies.find(({ attempts }) =>
          attempts.some((each) => each.attempt === attempt),
        );
        const before = remedy?.attempts.find((each) => each.attempt === attempt)?.outcome;
        if (!remedy) return refused(`No attempt ${attempt} is remembered for ${entry.name ?? entry.id}.`);
        if (before !== undefined && !(before === 'verified' && outcome === 'reverted'))
          return refused(`Attempt ${attempt} has ended already: ${before}.`);
        if (before === undefined && outcome === 'reverted')
          return refused(`Attempt ${attempt} was never verified, so nothing can be taken back: say failed.`);
        return {
          ...{ signature: signatureFor(entry, failure), remedy: nameOf(remedy), attempt, outcome },
          ...(reason === undefined ? {} : { reason: reason.slice(0, limits.reasonCharactersMax) }),
          ...(restorePoint === undefined
            ? {}
            : { restorePoint: restorePoint.slice(0, limits.nameCharactersMax) }),
        };
      }),

    releaseRemedy: (failure, name) =>
      changed(failure, 'remedy.released', (entry) => {
        const remedy = entry.remedies.find(({ kind, id }) => kind === name.kind && id === name.id);
        if (!remedy)
          return refused(`${remedyWords(name)} was never tried against ${entry.name ?? entry.id}.`);
        if (!remedy.quarantined) return refused(`${remedyWords(name)} is not in quarantine.`);
        return { signature: signatureFor(entry, failure), remedy: nameOf(remedy) };
      }),
  };
}

/** The signature that somebody named; else the one that stands for the failure. */
function signatureFor({ id, signatures }: LearnedEntry, failure: FailureName): string {
  return [failure, id].find((each) => signatures.includes(each)) ?? signatures[0] ?? id;
}

function nameOf({ kind, id }: LearnedRemedy): RemedyName {
  return { kind, id };
}
