import type { BodiesAnswer, BodiesRequest } from '../../analysis.ts';
import { probeBodies } from '../../probes/index.ts';
import type { Job } from '../pulse.ts';
import { newParseProblems } from './facts/parse-problems.ts';

/** Imports that put the text of a file, not its exports, into the importing one; no engine sees that happen. */
const takesText =
  /[?&](?:raw|url|inline|worker|sharedworker)\b[^'"`\n]*['"`]|\bpreval\b|\bcodegen\b|\.macro['"`]/;

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
