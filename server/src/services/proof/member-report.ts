import type { ChangeSet, ProofReport } from '../../protocol/index.ts';
import type { ChangeFacts } from '../analysis/index.ts';
import type { LineCoverage } from './gates/coverage.ts';
import { hunksOf, mergeHunks, type Hunk } from './hunks.ts';
import { reportOf, type Proven } from './prove-change.ts';

/**
 * The gates of a group that passed, weighed with what one member changed: its own lines, and its own emitted JavaScript.
 * `members` are all changes that were proven together, in their order.
 */
export async function memberReport(
  { report, coverage, facts }: Proven,
  member: ChangeSet,
  members: readonly ChangeSet[],
  factsOf: (change: ChangeSet) => Promise<ChangeFacts>,
): Promise<ProofReport> {
  if (!facts) return report;
  const own = coverage && coverageOfMember(coverage, member, members);
  const weighed = own ? reportOf(report.gates, facts, own, report.ms) : report;
  if (weighed.verdict === 'proven' || facts.sameEmit || members.length === 1) return weighed;
  const { sameEmit } = await factsOf(member);
  return sameEmit ? reportOf(report.gates, { sameEmit }, own, report.ms) : weighed;
}

function coverageOfMember(
  coverage: readonly LineCoverage[],
  member: ChangeSet,
  members: readonly ChangeSet[],
): readonly LineCoverage[] {
  return coverage.flatMap((covered) => {
    const { before = null, after = null } = member.files.find(({ path }) => path === covered.path) ?? {};
    if (before === null || after === null)
      return member.files.some(({ path }) => path === covered.path) ? [covered] : [];
    const texts = members.flatMap(
      ({ files }) => files.find(({ path }) => path === covered.path)?.after ?? [],
    );
    return texts.every((text) => text === after) ? [covered] : [ownLines(covered, before, after, texts)];
  });
}

/**
 * The lines of a shared file that one member wrote, by their numbers in its own text. A line that none of the members
 * seems to have written counts for each of them.
 */
function ownLines(
  covered: LineCoverage,
  before: string,
  after: string,
  texts: readonly string[],
): LineCoverage {
  const lists = [...new Set(texts)].map((text) => ({ text, hunks: hunksOf(before, text) }));
  const merged = lists.reduce<readonly Hunk[]>((all, { hunks }) => mergeHunks(all, hunks) ?? all, []);
  const places = placesOf(merged);
  const own = lists.find(({ text }) => text === after)?.hunks ?? [];
  const ownPlaces = placesOf(own).map((place) => ({
    ...place,
    shift: place.start - (places.find(({ hunk }) => isSame(hunk, place.hunk))?.start ?? place.start),
  }));
  const numberOf = (line: number): number | undefined => {
    const shift = ownPlaces.find((place) =>
      writes({ ...place, start: place.start - place.shift }, line),
    )?.shift;
    if (shift !== undefined) return line + shift;
    return places.some((place) => writes(place, line)) ? undefined : line;
  };
  return {
    path: covered.path,
    lines: covered.lines.flatMap((line) => numberOf(line) ?? []),
    missed: covered.missed.flatMap((line) => numberOf(line) ?? []),
  };
}

/** A hunk and the 0-based line of the new text where it begins. */
interface Place {
  readonly hunk: Hunk;
  readonly start: number;
}

function placesOf(hunks: readonly Hunk[]): readonly Place[] {
  let shift = 0;
  return hunks.map((hunk) => {
    const start = hunk.start + shift;
    shift += hunk.lines.length - hunk.length;
    return { hunk, start };
  });
}

/** Whether a 1-based line is one of the hunk's; what was removed is looked for on the line behind it. */
function writes({ hunk, start }: Place, line: number): boolean {
  const end = start + hunk.lines.length + (hunk.length > 0 ? 1 : 0);
  return line > start && line <= end;
}

function isSame(one: Hunk, other: Hunk): boolean {
  if (one === other) return true;
  return one.length > 0 && one.start === other.start && one.length === other.length;
}
