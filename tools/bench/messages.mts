/**
 * `npm run bench -- messages`: every error of the TypeScript that is installed here, each with many random arguments,
 * as the compiler prints it and as bare sentences without their codes: how many go by a name of their own, and how many
 * names are shared by sentences that differ.
 */
import { recognizeErrors } from '../../server/src/services/recognition/index.ts';
import { Miner } from '../../server/src/services/recognition/miner/index.ts';
import { signatureOf } from '../../server/src/services/recognition/signature.ts';
import type { Bench } from '../bench.mts';
import { scoreGrouping } from './recognition/grouping.mts';
import { messagesOfTypescript, renderings, type Rendering } from './recognition/messages.mts';

const seed = 20_261_128;
const counts = [3, 10, 30] as const;
const goals = { share: 0.99, merged: 0 } as const;

export async function run(bench: Bench): Promise<void> {
  const messages = await messagesOfTypescript();
  for (const count of counts) {
    const results = await bench.step(String(count), () =>
      Promise.resolve(measure(renderings(messages, count, seed))),
    );
    bench.log(`${messages.length} messages, each with ${count} different arguments:`);
    for (const { how, share, groups, merged } of results)
      bench.log(
        `  ${how.padEnd(38)} ${(100 * share).toFixed(1)}% of the lines in a group that is one message; ${groups} groups, ${merged} of more than one message`,
      );
  }
  bench.log(`goals without the code: ${100 * goals.share}%, ${goals.merged} merged; with it 100%`);
}

interface Result {
  readonly how: string;
  readonly share: number;
  readonly groups: number;
  readonly merged: number;
}

function measure(texts: readonly Rendering[]): Result[] {
  const lines = texts.map(({ text }) => text);
  return [
    score('with the code, loose signature', texts, texts.map(looseWithCode)),
    score('without the code, loose signature', texts, lines.map(looseWithout)),
    score(
      'without the code, template',
      texts,
      new Miner().learnAll(lines).map(({ id }) => id),
    ),
  ];
}

function looseWithCode({ code, text }: Rendering): string {
  let loose = '';
  const recognizer = recognizeErrors({}, ({ signature }) => (loose = signature.loose));
  recognizer.push(Buffer.from(`src/cart.ts(1,2): error TS${code}: ${text}\n`));
  recognizer.end();
  return loose;
}

function looseWithout(message: string): string {
  return signatureOf({ tool: 'tsc', severity: 'error', message }).loose;
}

function score(how: string, texts: readonly Rendering[], given: readonly string[]): Result {
  const truth = texts.map(({ code }) => String(code));
  const { ga, givenGroups } = scoreGrouping(truth, given);
  const codes = new Map<string, Set<number>>();
  for (const [index, name] of given.entries()) {
    const known = codes.get(name) ?? new Set();
    codes.set(name, known.add(texts[index]?.code ?? 0));
  }
  const merged = [...codes.values()].filter(({ size }) => size > 1).length;
  return { how, share: ga, groups: givenGroups, merged };
}
