/**
 * `npm run bench -- loghub`: how the template miner groups the lines of the LogHub samples, all with the one
 * configuration it has. `GRACE_LOGHUB` names the folder of their files, `SYSTEM.csv` with the columns `Content` and
 * `EventId`; they are no part of this repository.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { recognizeLines } from '../../server/src/services/recognition/index.ts';
import { Miner } from '../../server/src/services/recognition/miner/index.ts';
import type { Bench } from '../bench.mts';
import { scoreGrouping, type GroupingScore } from './recognition/grouping.mts';

interface Result {
  readonly system: string;
  /** As `grace recognize --per-line` answers a pipe, with the aliases that it tells resolved. */
  readonly live: GroupingScore;
  /** The same for whoever does not look at the aliases. */
  readonly told: GroupingScore;
  /** Everything read before the first answer. */
  readonly whole: GroupingScore;
}

export async function run(bench: Bench): Promise<void> {
  const folder = process.env['GRACE_LOGHUB'];
  if (folder === undefined) throw new Error('Set GRACE_LOGHUB to the folder of the LogHub samples.');
  const results = await bench.step('systems', () =>
    Promise.resolve(systemsIn(folder).map((system) => measure(folder, system))),
  );
  bench.log(`${'system'.padEnd(14)}  live GA   FGA   without aliases   whole GA   FGA   groups (true)`);
  for (const { system, live, told, whole } of results)
    bench.log(
      `${system.padEnd(14)}  ${scores(live)}   ${scores(told)}     ${scores(whole)}   ${whole.givenGroups} (${whole.trueGroups})`,
    );
  for (const [name, of] of Object.entries({ mean, worst: (all: number[]) => Math.min(...all) }))
    bench.log(
      `${name.padEnd(14)}  ${summary(
        results.map(({ live }) => live),
        of,
      )}   ${summary(
        results.map(({ told }) => told),
        of,
      )}     ${summary(
        results.map(({ whole }) => whole),
        of,
      )}`,
    );
  bench.log('goals: mean GA 0.95, mean FGA 0.90, worst GA 0.85');
}

function systemsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .map((name) => name.slice(0, -'.csv'.length))
    .sort();
}

function measure(folder: string, system: string): Result {
  const text = readFileSync(join(folder, `${system}.csv`), 'utf8');
  const records = parse<Record<string, string>>(text, { columns: true });
  const truth = records.map((record) => record['EventId'] ?? '');
  const lines = records.map((record) => record['Content'] ?? '');
  const { signatures, aliases } = answered(lines);
  const whole = new Miner().learnAll(lines).map(({ id }) => id);
  return {
    system,
    live: scoreGrouping(
      truth,
      signatures.map((signature) => resolved(signature, aliases)),
    ),
    told: scoreGrouping(truth, signatures),
    whole: scoreGrouping(truth, whole),
  };
}

function answered(lines: readonly string[]) {
  const signatures: string[] = [];
  const aliases = new Map<string, string>();
  const recognizer = recognizeLines({ answers: 'at once' }, (line) => {
    signatures.push(line.signature);
    for (const { from, to } of line.aliases ?? []) aliases.set(from, to);
  });
  for (const line of lines) recognizer.push(Buffer.from(`${line.replaceAll('\n', ' ')}\n`));
  recognizer.end();
  return { signatures, aliases };
}

function resolved(signature: string, aliases: ReadonlyMap<string, string>): string {
  let now = signature;
  for (let next = aliases.get(now); next !== undefined; next = aliases.get(now)) now = next;
  return now;
}

function scores({ ga, fga }: Pick<GroupingScore, 'ga' | 'fga'>): string {
  return `${ga.toFixed(3)}   ${fga.toFixed(3)}`;
}

function summary(all: readonly GroupingScore[], of: (values: number[]) => number): string {
  return scores({ ga: of(all.map(({ ga }) => ga)), fga: of(all.map(({ fga }) => fga)) });
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
