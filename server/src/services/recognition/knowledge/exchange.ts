import type { LearnedEntry, LearnedFile, PayloadOf } from '../../../protocol/index.ts';
import { limits } from './limits.ts';

/** Neither messages nor places: they are of this machine, and may say what nobody else should read. */
export function fileOf(entries: readonly LearnedEntry[]): {
  readonly file: LearnedFile;
  readonly leftOff: number;
} {
  const isSpokenOf = ({ name, signatures }: LearnedEntry) => name !== undefined || signatures.length > 1;
  const ordered = [...entries.filter(isSpokenOf), ...entries.filter((entry) => !isSpokenOf(entry))];
  const failures = ordered
    .slice(0, limits.exportedMax)
    .map(({ id, name, template, tool, code, loose, signatures }) => ({
      ...{ id, template },
      ...(name === undefined ? {} : { name }),
      ...(tool === undefined ? {} : { tool }),
      ...(code === undefined ? {} : { code }),
      ...(loose.length === 0 ? {} : { loose }),
      ...(signatures.length < 2 ? {} : { same: signatures.filter((signature) => signature !== id) }),
    }));
  return { file: { version: 1, failures }, leftOff: ordered.length - failures.length };
}

/** What of a file is news here. */
export function importsOf(
  { failures }: LearnedFile,
  known: (signature: string) => LearnedEntry | undefined,
): readonly PayloadOf<'error.imported'>[] {
  return failures.flatMap(({ id, name, same = [], loose: [loose] = [], ...said }) => {
    const described = { ...said, ...(loose === undefined ? {} : { loose }) };
    const here = known(id);
    const isNews = !here || (name !== undefined && here.name === undefined);
    const merged = same.filter((signature) => known(signature)?.signatures.includes(id) !== true);
    return [
      ...(isNews || merged.length > 0
        ? [{ signature: id, ...described, ...(name === undefined ? {} : { name }) }]
        : []),
      ...merged.map((signature) => ({ signature, ...described, into: id })),
    ];
  });
}
