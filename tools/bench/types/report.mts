import { timesOf, timesShown } from '../latency/statistics.mts';
import { counted, shape, shareOf } from '../judge/figures.mts';
import type { Place } from './functions.mts';
import type { GraceRecovery } from './grace.mts';
import type { RawRecovery } from './raw.mts';
import { wayOutsIn, type Recovered } from './recovered.mts';

export interface Judged {
  readonly source: string;
  readonly place: Place;
  readonly raw: RawRecovery;
  /** `undefined` while Grace has no such intent. */
  readonly grace: GraceRecovery | undefined;
}

/** The figures of a run, a line each, and how many functions Grace broke. */
export function report(judged: readonly Judged[]): { readonly text: string[]; readonly broken: number } {
  const grace = judged.flatMap((each) => (each.grace ? [{ ...each, grace: each.grace }] : []));
  const broken = grace.filter((each) => each.grace.recovered.newProblems.length > 0);
  const refused = grace.flatMap((each) => each.grace.refused ?? []);
  const graceLines = [
    ...linesOf(
      'Grace',
      grace.map((each) => each.grace.recovered),
    ),
    ...bySource('Grace', grace, (each) => each.grace.recovered),
    `Grace: ${refused.length} functions without an edit (${counted(refused.map(shape))}); edit ${timesShown(timesOf(grace.map((each) => each.grace.ms)))}`,
  ];
  return {
    text: [
      `functions: ${judged.length} (${counted(judged.map(({ source }) => source))})`,
      ...linesOf(
        'raw',
        judged.map(({ raw }) => raw.both),
      ),
      ...bySource('raw', judged, ({ raw }) => raw.both),
      `raw: parameters alone break ${shareOf(judged.filter(({ raw }) => raw.parameters.newProblems.length > 0).length, judged.length)} of the functions; ${judged.filter(({ raw }) => raw.failed.length > 0).length} threw; ${timesShown(timesOf(judged.map(({ raw }) => raw.ms)))}`,
      ...(grace.length > 0 ? graceLines : []),
      ...broken.map(
        (each) =>
          `BROKEN ${each.source} ${each.place.path} function ${each.place.index}: ${each.grace.recovered.newProblems.join('; ')}`,
      ),
    ],
    broken: broken.length,
  };
}

function linesOf(who: string, all: readonly Recovered[]): string[] {
  const annotations = all.flatMap((each) => each.annotations);
  const parameters = annotations.filter(({ slot }) => slot !== 'return');
  const returns = annotations.filter(({ slot }) => slot === 'return');
  const written = annotations.filter((each) => each.written !== undefined);
  const exact = (list: typeof annotations) => shareOf(list.filter((each) => each.exact).length, list.length);
  const telling = annotations.filter(({ original }) => wayOutsIn(original).length === 0);
  const whole = all.filter((each) => each.annotations.every((annotation) => annotation.exact));
  return [
    `${who}: exact text of ${exact(annotations)} of the types: parameters ${exact(parameters)}, results ${exact(returns)}; all types of ${shareOf(whole.length, all.length)} of the functions; ${exact(telling)} of the types that are no way out themselves`,
    `${who}: new errors in ${shareOf(all.filter((each) => each.newProblems.length > 0).length, all.length)} of the functions; ways out in ${shareOf(written.filter((each) => each.wayOut).length, written.length)} of the types it writes; ${annotations.length - written.length} types not written`,
  ];
}

function bySource<Each extends Judged>(
  who: string,
  judged: readonly Each[],
  recoveredOf: (each: Each) => Recovered,
): string[] {
  return [...new Set(judged.map(({ source }) => source))].map((source) => {
    const all = judged.filter((each) => each.source === source).map(recoveredOf);
    const annotations = all.flatMap((each) => each.annotations);
    const broken = all.filter((each) => each.newProblems.length > 0);
    return `${who}, ${source}: exact text of ${shareOf(annotations.filter((each) => each.exact).length, annotations.length)} of the types; new errors in ${shareOf(broken.length, all.length)} of the functions`;
  });
}
