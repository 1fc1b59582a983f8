import { localTime } from '../base/index.ts';
import { remedyWords, type LearnedEntry, type LearnedRemedy } from '../protocol/index.ts';
import type { painter } from './render.ts';

type Paint = ReturnType<typeof painter>;

/** A remedy with its record and its latest attempts. */
export function remedyLines(remedy: LearnedRemedy, { id }: LearnedEntry, paint: Paint): readonly string[] {
  const { title, quarantined, attempts } = remedy;
  const name = remedyWords(remedy);
  const titled = title === undefined ? [] : [paint('bold', title)];
  return [
    `  ${mark(remedy, paint)} ${[...titled, title === undefined ? paint('bold', name) : paint('dim', name)].join('  ')}`,
    `    ${recordWords(remedy)}`,
    ...(quarantined
      ? [
          `    in quarantine, as it failed twice in a row: \`grace learned release ${id} ${name}\` lets it be tried again`,
        ]
      : []),
    ...attempts.slice(0, attemptsShownMax).map(({ time, outcome, reason, incident, restorePoint }) => {
      const links = [
        ...(incident === undefined ? [] : [`incident ${incident}`]),
        ...(restorePoint === undefined ? [] : [`restore point ${restorePoint}`]),
      ];
      const what = [outcome ?? 'nobody said how it ended', ...(reason === undefined ? [] : [reason])];
      const said = [what.join(': '), ...links].join(' · ');
      return paint('dim', `      ${localTime(Date.parse(time))}  ${said}`);
    }),
  ];
}

const attemptsShownMax = 3;
const percent = 100;

/** `helped 6 of 7 times, so at least in 49% of cases; taken back once`. */
export function recordWords({ tried, verified, reverted, bound, elsewhere }: LearnedRemedy): string {
  const there =
    elsewhere === undefined
      ? []
      : [`elsewhere it helped ${elsewhere.verified - elsewhere.reverted} of ${timesWords(elsewhere.tried)}`];
  if (tried === 0) return ['not tried here', ...there].join('; ');
  const helped = verified - reverted;
  const sure = bound > 0 ? `, so in at least ${Math.floor(bound * percent)}% of cases` : '';
  const back =
    reverted === 0 ? [] : [`taken back ${reverted === 1 ? 'once' : `${reverted} times`} afterwards`];
  return [`helped ${helped} of ${timesWords(tried)}${sure}`, ...back, ...there].join('; ');
}

function timesWords(count: number): string {
  return count === 1 ? '1 time' : `${count} times`;
}

function mark({ quarantined, verified, reverted }: LearnedRemedy, paint: Paint): string {
  if (quarantined) return paint('red', '✗');
  return verified > reverted ? paint('green', '✓') : paint('dim', '·');
}
