import { join } from 'node:path';
import { isRefusal, sha256, type Refusal } from '../../../base/index.ts';
import { openLog, type LogOptions } from '../../../core/log/index.ts';
import { limits } from '../limits.ts';
import { randomFrom } from '../random.ts';

/** Gives a log a past: what was proven and which commands were allowed, as a seed has it, all of it acknowledged. */
export async function writeHistory(
  seed: number,
  ports: Pick<LogOptions, 'folder' | 'disk' | 'clock' | 'randomBytes'>,
): Promise<Refusal | undefined> {
  const random = randomFrom('history', seed);
  const log = openLog(ports);
  try {
    const answers = await Promise.all(
      Array.from({ length: limits.historyRecords }, (_, index) =>
        random.below(8) === 0
          ? log.append('tools.denied', {
              commands: [{ gate: 'types', argv: ['npx', 'tsc', '--noEmit', `${index}`], cwd: '' }],
            })
          : log.append('proof.verdict', {
              verdict: random.pick(['proven', 'checked', 'failed'] as const),
              intents: [random.pick(['improve_logging', 'add_type_hints', 'extract_method'])],
              files: Array.from({ length: 1 + random.below(4) }, (_file, file) => ({
                path: join('src', `part-${random.below(40)}-${file}.ts`),
                before: sha256(`${seed} ${index} ${file} before`),
                after: sha256(`${seed} ${index} ${file} after`),
              })),
              gates: { parse: 'pass', types: 'pass', lint: 'skipped', tests: 'skipped' },
              summary: 'The types are as they were.',
              ms: random.below(4_000),
            }),
      ),
    );
    return answers.find(isRefusal);
  } finally {
    await log.close();
  }
}
