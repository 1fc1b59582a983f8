import { counted, shape, shareOf } from '../judge/figures.mts';
import { timesOf, timesShown } from '../latency/statistics.mts';
import type { GraceEdit, GraceOutcome } from './grace.mts';
import type { RawOutcome } from './raw.mts';
import type { Site } from './sites.mts';

export interface Judged {
  readonly source: string;
  readonly site: Site;
  readonly raw: RawOutcome;
  /** `undefined` while Grace has no such intent. */
  readonly grace: GraceOutcome | undefined;
}

/** The figures of a run, a line each, and how many of Grace's edits are not as they must be. */
export function report(judged: readonly Judged[]): { readonly text: string[]; readonly broken: number } {
  const grace = judged.filter(hasGrace);
  const broken = grace.filter(isShown).filter((each) => !isClean(each.grace));
  return {
    text: [
      `sites: ${judged.length} (${counted(judged.map(({ source }) => source))}; ${counted(judged.map(({ site }) => site.kind))})`,
      ...rawLines(judged),
      ...(grace.length > 0 ? graceLines(grace) : []),
      ...broken.map(
        ({ source, site, grace: { newProblems, faults } }) =>
          `BROKEN ${source} ${placeOf(site)}: ${[...newProblems, ...faults].join('; ')}`,
      ),
    ],
    broken: broken.length,
  };
}

function rawLines(judged: readonly Judged[]): string[] {
  const lists = judged.map(({ raw }) => raw.applications).filter((each) => each.length > 0);
  const applications = lists.flat();
  const made = applications.filter(({ failed }) => failed === undefined);
  const broken = (list: readonly { newProblems: readonly string[]; failed?: string }[]) => {
    const edits = list.filter(({ failed }) => failed === undefined);
    return shareOf(edits.filter(({ newProblems }) => newProblems.length > 0).length, edits.length);
  };
  const innermost = applications.filter(({ action }) => action === 'function_scope_0');
  const first = lists.flatMap((list) => list.slice(0, 1));
  const outermost = lists.flatMap((list) => list.slice(-1));
  return [
    `raw: ${lists.length} sites with an offer, ${applications.length} applications, ${applications.length - made.length} failed (${counted(applications.flatMap(({ failed }) => failed ?? []))})`,
    `raw: new errors in ${broken(applications)} of the applications; innermost ${broken(innermost)}, outermost ${broken(outermost)}, first offered ${broken(first)}`,
    ...[...new Set(judged.map(({ source }) => source))].map((source) => {
      const own = judged.filter((each) => each.source === source);
      return `raw, ${source}: new errors in ${broken(own.flatMap(({ raw }) => raw.applications))}; ${own.filter(isRight).length} of ${own.length} sites right`;
    }),
    `raw: ${judged.filter(isRight).length} sites right; list ${timesShown(timesOf(judged.map(({ raw }) => raw.listMs)))}; edit ${timesShown(timesOf(made.map(({ ms }) => ms)))}`,
  ];
}

type WithGrace = Judged & { readonly grace: GraceOutcome };
type Shown = Judged & { readonly grace: GraceEdit };

function graceLines(judged: readonly WithGrace[]): string[] {
  const shown = judged.filter(isShown);
  const right = judged.filter(isRight);
  const kept = right.filter((each) => isShown(each) && isClean(each.grace));
  const offered = judged.filter(({ grace }) => grace.kind === 'shown' || grace.kind === 'refused');
  const refused = judged.flatMap(({ grace }) => (grace.kind === 'refused' ? grace.reason : []));
  const greyed = judged.flatMap(({ grace }) => (grace.kind === 'greyed' ? grace.reason : []));
  const lost = right.filter(({ grace }) => grace.kind !== 'shown');
  const beyond = shown.filter((each) => !isRight(each) && isClean(each.grace));
  const errors = shown.filter(({ grace }) => grace.newProblems.length > 0);
  return [
    `Grace: ${shown.length} edits shown, ${errors.length} of them with new errors, ${shown.filter(({ grace }) => grace.faults.length > 0).length} with another fault`,
    `Grace: ${shareOf(kept.length, right.length)} of the sites that the raw service got right are kept; ${beyond.length} edits without errors where it got none right`,
    `Grace: lost of those: ${counted(lost.map(({ grace }) => (grace.kind === 'greyed' || grace.kind === 'refused' ? `${grace.kind}: ${shape(grace.reason)}` : grace.kind)))}`,
    `Grace: offered, then refused: ${shareOf(refused.length, offered.length)} (${counted(refused.map(shape))})`,
    `Grace: ${judged.filter(({ grace }) => grace.kind === 'silent').length} sites without an offer, ${greyed.length} greyed out (${counted(greyed.map(shape))})`,
    `Grace: edit ${timesShown(timesOf(shown.map(({ grace }) => grace.ms)))}`,
    `Grace, all sources: ${counted(judged.map(({ source, grace }) => `${source} ${grace.kind}`))}`,
  ];
}

function hasGrace(judged: Judged): judged is WithGrace {
  return judged.grace !== undefined;
}

function isShown(judged: WithGrace): judged is Shown {
  return judged.grace.kind === 'shown';
}

function isClean({ newProblems, faults }: GraceEdit): boolean {
  return newProblems.length === 0 && faults.length === 0;
}

/** The raw service got the site right: one of its applications neither fails nor breaks. */
function isRight({ raw }: Judged): boolean {
  return raw.applications.some(({ failed, newProblems }) => failed === undefined && newProblems.length === 0);
}

function placeOf({ path, span }: Site): string {
  return `${path} ${span.start}–${span.end}`;
}
