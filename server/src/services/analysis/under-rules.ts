import type { Refusal } from '../../base/index.ts';
import type { Analysis } from './analysis.ts';

/** What may be edited, and by what; a refusal says who forbids it. */
export interface EditRules {
  whyNotIntent(id: string): Refusal | undefined;
  /** `path` is relative to the root, with `/`. */
  whyNotWritten(path: string): Refusal | undefined;
}

/** The same analysis, which offers, finds and makes nothing that is forbidden. */
export function editUnderRules(analysis: Analysis, rules: EditRules): Analysis {
  const whyNot = (path: string, intent: string) => rules.whyNotIntent(intent) ?? rules.whyNotWritten(path);
  return {
    ...analysis,
    async offers(at, signal) {
      const offers = await analysis.offers(at, signal);
      return offers.map((offer) => {
        const why = whyNot(at.path, offer.intent);
        return why ? { ...offer, refused: why.message } : offer;
      });
    },
    async find(request, signal) {
      const why = rules.whyNotWritten(request.path);
      if (why) return { opportunities: [], skipped: why.message };
      const found = await analysis.find(request, signal);
      return {
        ...found,
        opportunities: found.opportunities.filter(({ intent }) => !rules.whyNotIntent(intent)),
      };
    },
    async edit(request, signal, onProgress) {
      const why = whyNot(request.path, request.intent);
      if (why) return why;
      const answer = await analysis.edit(request, signal, onProgress);
      if (!('change' in answer)) return answer;
      // An edit may reach into files that nobody asked about.
      for (const { path } of answer.change.files) {
        const elsewhere = rules.whyNotWritten(path);
        if (elsewhere) return elsewhere;
      }
      return answer;
    },
  };
}
