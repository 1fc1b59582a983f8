import type { LearnedEntry } from '../../../protocol/index.ts';
import type { Facts } from './facts.ts';
import { limits } from './limits.ts';
import { judgeRemedies } from './judge-remedy.ts';

/** What is known of a failure, from what is known of each of its signatures. */
export function entryFrom(id: string, members: readonly (readonly [string, Facts])[]): LearnedEntry {
  const facts = members.map(([, each]) => each);
  const standing = members.find(([signature]) => signature === id)?.[1];
  const [latest] = facts.toSorted((one, other) => (other.lastMs ?? 0) - (one.lastMs ?? 0));
  const { template = '', tool, code } = standing ?? latest ?? {};
  const moments = facts.flatMap(({ firstMs, lastMs }) => [firstMs, lastMs]).filter((ms) => ms !== undefined);
  const iso = (ms: number) => (moments.length === 0 ? undefined : new Date(ms).toISOString());
  return given({
    ...{ id, template, tool, code },
    name: standing?.name ?? facts.find(({ name }) => name !== undefined)?.name,
    message: latest?.message,
    file: latest?.file,
    line: latest?.line,
    signatures: members.map(([signature]) => signature).sort(),
    loose: [...new Set(facts.flatMap(({ loose }) => (loose === undefined ? [] : [loose])))].sort(),
    seen: facts.reduce((sum, { seen }) => sum + seen, 0),
    firstSeen: iso(Math.min(...moments)),
    lastSeen: iso(Math.max(...moments)),
    examples: examplesOf(members),
    remedies: judgeRemedies(facts.flatMap(({ remedies }) => remedies)),
  });
}

function examplesOf(members: readonly (readonly [string, Facts])[]): LearnedEntry['examples'] {
  return members
    .toSorted(([, one], [, other]) => (other.lastMs ?? 0) - (one.lastMs ?? 0))
    .flatMap(([signature, { message, file, line, lastMs }]) =>
      message === undefined || lastMs === undefined
        ? []
        : [
            {
              ...{ signature, message, time: new Date(lastMs).toISOString() },
              ...(file === undefined ? {} : { file }),
              ...(line === undefined ? {} : { line }),
            },
          ],
    )
    .slice(0, limits.examplesMax);
}

/** Without what is not there. */
function given(entry: { readonly [Key in keyof LearnedEntry]: LearnedEntry[Key] | undefined }): LearnedEntry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as LearnedEntry;
}
