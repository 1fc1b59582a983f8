import {
  remediesInFileMax,
  type LearnedEntry,
  type LearnedFile,
  type PayloadOf,
  type RemedyElsewhere,
  type RemedyName,
} from '../../../protocol/index.ts';
import type { Facts } from './facts.ts';
import { limits } from './limits.ts';

/** Neither messages nor places: they are of this machine, and may say what nobody else should read. */
export function fileOf(
  entries: readonly LearnedEntry[],
  textOf: TextOf,
): {
  readonly file: LearnedFile;
  readonly leftOff: number;
} {
  const isSpokenOf = ({ name, signatures, remedies }: LearnedEntry) =>
    name !== undefined || signatures.length > 1 || remedies.length > 0;
  const ordered = [...entries.filter(isSpokenOf), ...entries.filter((entry) => !isSpokenOf(entry))];
  const failures: LearnedFile['failures'] = [];
  const size = { values: 0, characters: 0 };
  for (const entry of ordered.slice(0, limits.exportedMax)) {
    const failure = failureOf(entry, textOf);
    size.values += valuesIn(failure);
    size.characters += JSON.stringify(failure).length;
    if (size.values > limits.exportedValuesMax || size.characters > limits.exportedCharactersMax) break;
    failures.push(failure);
  }
  return { file: { version: 1, failures }, leftOff: ordered.length - failures.length };
}

type SharedFailure = LearnedFile['failures'][number];
type Same = NonNullable<SharedFailure['same']>[number];

/** What is known of a signature from its own text. */
type TextOf = (signature: string) => Pick<Facts, 'template' | 'tool' | 'code' | 'loose'> | undefined;

function failureOf(entry: LearnedEntry, textOf: TextOf): SharedFailure {
  const { id, name, template, tool, code, loose, signatures, remedies } = entry;
  const same = signatures.filter((each) => each !== id).slice(0, sameMax);
  // What was only heard of is not passed on: it would come back as the word of one more.
  const shared = remedies
    .filter(({ kind, tried }) => kind !== 'change' && tried > 0)
    .slice(0, remediesInFileMax)
    .map(({ kind, id: remedy, title, tried, verified, reverted }) => ({
      ...{ kind, id: remedy, tried, verified, reverted },
      ...(title === undefined ? {} : { title }),
    }));
  return {
    ...{ id, template },
    ...(name === undefined ? {} : { name }),
    ...(tool === undefined ? {} : { tool }),
    ...(code === undefined ? {} : { code }),
    ...(loose.length === 0 ? {} : { loose: loose.slice(0, looseMax) }),
    ...(same.length === 0 ? {} : { same: same.map((each) => sameOf(each, textOf(each))) }),
    ...(shared.length === 0 ? {} : { remedies: shared }),
  };
}

function sameOf(id: string, text: ReturnType<TextOf>): Same {
  if (!text) return id;
  const { template, tool, code, loose } = text;
  return {
    ...{ id, template },
    ...(tool === undefined ? {} : { tool }),
    ...(code === undefined ? {} : { code }),
    ...(loose === undefined ? {} : { loose }),
  };
}

/** As many as a file may hold, by its schema. */
const looseMax = 20;
const sameMax = 200;

function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + valuesIn(each), 0);
}

/** What of a file is news here. */
export function importsOf(
  { failures }: LearnedFile,
  known: (signature: string) => LearnedEntry | undefined,
): readonly PayloadOf<'error.imported'>[] {
  return failures.flatMap(({ id, name, same = [], loose: [loose] = [], remedies = [], ...said }) => {
    const described = { ...said, ...(loose === undefined ? {} : { loose }) };
    const here = known(id);
    const told = remedies.filter((remedy) => isMore(remedy, here));
    const isNews = !here || (name !== undefined && here.name === undefined) || told.length > 0;
    // Of one that is only named nothing is known but what it is the same as.
    const merged = same
      .map((each) => (typeof each === 'string' ? { id: each, ...described } : each))
      .filter((each) => known(each.id)?.signatures.includes(id) !== true);
    return [
      ...(isNews || merged.length > 0
        ? [
            {
              ...{ signature: id, ...described },
              ...(name === undefined ? {} : { name }),
              ...(told.length === 0 ? {} : { remedies: told }),
            },
          ]
        : []),
      ...merged.map(({ id: signature, ...own }) => ({ signature, ...own, into: id })),
    ];
  });
}

/** Whether more attempts are told of than anybody told before. */
function isMore({ kind, id, tried }: RemedyName & RemedyElsewhere, here: LearnedEntry | undefined): boolean {
  const known = here?.remedies.find((remedy) => remedy.kind === kind && remedy.id === id)?.elsewhere;
  return known === undefined || known.tried < tried;
}
