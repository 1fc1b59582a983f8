import { isRefusal } from '../../base/index.ts';
import type { Analysis } from '../../services/analysis/index.ts';
import { createCombination } from '../../services/proof/index.ts';
import type { Proposal } from './proposal.ts';

export interface Fitting {
  readonly members: readonly Proposal[];
  /** The others by id, each with a sentence why it has to wait. */
  readonly waiting: ReadonlyMap<string, string>;
}

/**
 * Chooses, in the order given, the proposals that can be made together: they rewrite other files, or lines of one file
 * that do not touch, and do not give one name twice. Files that several of them share are looked at with the bundled
 * checker before anything is proven: where those edits disturb each other, only the first is kept.
 */
export async function fitTogether(
  proposals: readonly Proposal[],
  analysis: Pick<Analysis, 'screen'>,
  signal: AbortSignal,
): Promise<Fitting> {
  const chosen = choose(proposals, new Set());
  const shared = new Set(chosen.shared);
  if (shared.size === 0) return chosen;
  const change = { files: chosen.change.files.filter(({ path }) => shared.has(path)) };
  const screening = await analysis.screen(change, signal);
  // Where the bundled checker cannot say, the proof will.
  if (isRefusal(screening) || screening.newProblems.length === 0) return chosen;
  const named = screening.newProblems.flatMap(({ file }) =>
    file !== undefined && shared.has(file) ? [file] : [],
  );
  const disturbed = new Set(named.length > 0 ? named : shared);
  return choose(proposals, disturbed);
}

/** `disturbed`: files that only the first that wants them may have. */
function choose(proposals: readonly Proposal[], disturbed: ReadonlySet<string>) {
  const waiting = new Map<string, string>();
  const combination = createCombination();
  const members: Proposal[] = [];
  /** By name, the text of the file that first declared it. */
  const names = new Map<string, string | null | undefined>();
  const taken = new Set<string>();
  for (const proposal of proposals) {
    const why = reasonToWait(proposal);
    if (why !== undefined) {
      waiting.set(proposal.id, why);
      continue;
    }
    members.push(proposal);
    for (const declared of proposal.declares) names.set(nameOf(declared), newTextOf(proposal, declared.path));
    for (const { path } of proposal.change.files) taken.add(path);
  }
  return { members, waiting, change: combination.change(), shared: combination.shared() };

  function reasonToWait(proposal: Proposal): string | undefined {
    const { change, declares } = proposal;
    const twice = declares.find((declared) => {
      const key = nameOf(declared);
      // Changes that want the very same of a file may share it.
      return names.has(key) && names.get(key) !== newTextOf(proposal, declared.path);
    });
    if (twice)
      return `Another change of this group adds ‘${twice.name}’ to ${twice.path} too: apply that one first and ask again.`;
    const crowded = change.files.find(({ path }) => disturbed.has(path) && taken.has(path));
    if (crowded)
      return `It and another change of ${crowded.path} disturb each other: apply that one first and ask again.`;
    const conflict = combination.add(change);
    return conflict === undefined
      ? undefined
      : `It rewrites lines of ${conflict} that another change of this group rewrites too: apply that one first and ask again.`;
  }
}

function nameOf({ path, name }: { readonly path: string; readonly name: string }): string {
  return `${path} ${name}`;
}

function newTextOf({ change }: Proposal, path: string): string | null | undefined {
  return change.files.find((file) => file.path === path)?.after;
}
