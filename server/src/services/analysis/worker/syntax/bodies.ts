import type { BodiesAnswer, BodiesRequest } from '../../analysis.ts';
import { probeBodies } from '../../probes/index.ts';
import { takesText } from '../../takes-text.ts';
import type { Job } from '../pulse.ts';
import { newParseProblems } from './facts/parse-problems.ts';

/** Each file on its own: nothing but its text decides the answer. */
export async function bodiesOf(files: readonly BodiesRequest[], job: Job): Promise<readonly BodiesAnswer[]> {
  const answers: BodiesAnswer[] = [];
  for (const { file, lines } of files) {
    const readsSources = takesText.test(file.after ?? '');
    const parses = newParseProblems({ ...file, before: null }).length === 0;
    const bodies = parses ? probeBodies(file, lines) : undefined;
    answers.push({ readsSources, ...(bodies ? { bodies } : {}) });
    await job.breathe();
  }
  return answers;
}
