import { isRefusal } from '../../base/index.ts';
import type { Analysis } from '../../services/analysis/index.ts';
import { combineChanges, createCombination } from '../../services/proof/index.ts';
import type { Proposal } from './proposal.ts';

export interface Fitting {
  readonly members: readonly Proposal[];
  /** The others by id, each with a sentence why it has to wait. */
  readonly waiting: ReadonlyMap<string, string>;
}

/** Disturbers told apart by the bundled checker; what disturbs the others beyond that, the proof tells apart. */
const disturbersMax = 8;

/**
 * Chooses, in the order given, the proposals that can be made together: they rewrite other files, or lines of one file
 * that do not touch, and do not give one name twice. Each was found to be free of new problems alone, so a problem of all
 * of them together is one that they make for each other: the bundled checker is asked before anything is proven, and of
 * those that disturb each other the first is kept.
 */
export async function fitTogether(
  proposals: readonly Proposal[],
  analysis: Pick<Analysis, 'screen'>,
  signal: AbortSignal,
): Promise<Fitting> {
  const disturbing = new Map<string, string>();
  for (;;) {
    const chosen = choose(proposals, disturbing);
    if (disturbing.size === disturbersMax) return chosen;
    const problemOf = (members: readonly Proposal[]) => problemTogether(members, analysis, signal);
    const disturber = await disturberIn(chosen.members, problemOf);
    if (!disturber) return chosen;
    const { id, problem } = disturber;
    const why = `It and another change of this group disturb each other (${problem}): apply that one first and ask again.`;
    disturbing.set(id, why);
  }
}

/** The first member that has a problem beside those before it, found by halving. */
async function disturberIn(
  members: readonly Proposal[],
  problemOf: (members: readonly Proposal[]) => Promise<string | undefined>,
): Promise<{ readonly id: string; readonly problem: string } | undefined> {
  let problem = members.length > 1 ? await problemOf(members) : undefined;
  if (problem === undefined) return undefined;
  let good = 1;
  let bad = members.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const found = await problemOf(members.slice(0, middle));
    if (found === undefined) good = middle;
    else [bad, problem] = [middle, found];
  }
  const last = members[bad - 1];
  return last && { id: last.id, problem };
}

/** Where the bundled checker cannot say, the proof will. */
async function problemTogether(
  members: readonly Proposal[],
  analysis: Pick<Analysis, 'screen'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const combined = combineChanges(members.map(({ change }) => change));
  if (!('change' in combined)) return undefined;
  const screening = await analysis.screen(combined.change, signal);
  const [first] = isRefusal(screening) ? [] : screening.newProblems;
  const message = first?.message.replace(/\.$/, '');
  return message && first?.file !== undefined ? `${message} at ${first.file}` : message;
}

/** `disturbing`: those that have to wait for another, each with a sentence why. */
function choose(proposals: readonly Proposal[], disturbing: ReadonlyMap<string, string>): Fitting {
  const waiting = new Map<string, string>();
  const combination = createCombination();
  const members: Proposal[] = [];
  /** By name, the text of the file that first declared it. */
  const names = new Map<string, string | null | undefined>();
  for (const proposal of proposals) {
    const why = disturbing.get(proposal.id) ?? reasonToWait(proposal);
    if (why !== undefined) {
      waiting.set(proposal.id, why);
      continue;
    }
    members.push(proposal);
    for (const declared of proposal.declares) names.set(nameOf(declared), newTextOf(proposal, declared.path));
  }
  return { members, waiting };

  function reasonToWait(proposal: Proposal): string | undefined {
    const { change, declares } = proposal;
    const twice = declares.find((declared) => {
      const key = nameOf(declared);
      // Changes that want the very same of a file may share it.
      return names.has(key) && names.get(key) !== newTextOf(proposal, declared.path);
    });
    if (twice)
      return `Another change of this group adds ‘${twice.name}’ to ${twice.path} too: apply that one first and ask again.`;
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
