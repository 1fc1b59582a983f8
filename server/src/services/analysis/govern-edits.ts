import { refusedForNow } from '../../base/index.ts';
import type { AdaptiveLimit } from '../../core/governor/index.ts';
import type { Analysis } from './analysis.ts';

/** The same analysis, of whose edits and screenings no more run at the same time than the machine bears. */
export function governEdits(analysis: Analysis, limit: Pick<AdaptiveLimit, 'run'>): Analysis {
  const full = () =>
    refusedForNow('Too many edits wait for their turn already; try again when some are done.');
  return {
    ...analysis,
    async edit(request, signal, onProgress) {
      const work = () => analysis.edit(request, signal, onProgress);
      const answer = await limit.run(`edit ${request.intent}`, work, signal);
      return answer === 'full' ? full() : answer;
    },
    async screen(change, signal) {
      const answer = await limit.run('screen', () => analysis.screen(change, signal), signal);
      return answer === 'full' ? full() : answer;
    },
  };
}
