import type { DiskPort } from '../../../core/ports/index.ts';
import { fileProblem, readText, type Place, type Problem } from '../../../core/settings/index.ts';
import type { PlaybooksCheckJson, PlaybooksListJson } from '../../../protocol/index.ts';
import { twice } from './check-meaning.ts';
import { listedOf } from './listed.ts';
import type { Playbook } from './playbook.ts';
import { readPlaybooks } from './read-playbooks.ts';
import { bundledSources, namedSource, workspaceSources, type Source } from './sources.ts';

export interface ShelfPorts {
  readonly disk: DiskPort;
  /** Absolute path of the folder with the playbooks that ship. */
  readonly bundled: string;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** While false, nothing of the workspace is read. */
  readonly trusted: () => boolean;
}

/** A file as it was found. */
interface Shelved {
  readonly file: string;
  readonly state: 'good' | 'broken' | 'absent';
  readonly playbooks: readonly Playbook[];
  /** Where the id of each of them stands. */
  readonly places: readonly Place[];
  readonly problems: readonly Problem[];
}

/** All playbooks. Read when they are asked for: most of the time nothing is wrong, and nobody asks. */
export interface Shelf {
  /** Those of files that are right, the bundled ones first. */
  playbooks(): Promise<readonly Playbook[]>;
  list(): Promise<PlaybooksListJson>;
  /** Holds these files against the rules, or where none is named all that there are. */
  check(paths?: readonly string[]): Promise<PlaybooksCheckJson>;
}

export function openShelf({ disk, bundled, root, trusted }: ShelfPorts): Shelf {
  const shelveAll = (sources: readonly Source[]) =>
    Promise.all(sources.map((source) => shelve(source, disk)));

  async function all(): Promise<readonly Shelved[]> {
    const own = trusted() ? await workspaceSources(root, disk) : { sources: [], wrong: [] };
    const shelved = await shelveAll([...bundledSources(bundled), ...own.sources]);
    const wrong = own.wrong.map(({ file, problem }) => broken(file, [problem]));
    return [...withoutDoubles(shelved), ...wrong];
  }

  /** A name that ships is taken, whatever file it is in. */
  async function these(paths: readonly string[]): Promise<readonly Shelved[]> {
    const asked = paths.map((path) => namedSource(path, bundled));
    const others = bundledSources(bundled).filter(({ path }) => !paths.includes(path));
    return withoutDoubles(await shelveAll([...others, ...asked])).slice(others.length);
  }

  return {
    async playbooks() {
      return (await all()).flatMap(({ playbooks }) => playbooks);
    },
    async list() {
      const shelved = await all();
      return {
        playbooks: shelved.flatMap(({ playbooks }) => playbooks.map(listedOf)),
        broken: shelved.filter(({ state }) => state !== 'good').map(({ file }) => file),
        notUsed,
        ...(trusted() ? {} : { notRead: 'The workspace is not trusted: its own playbooks are not read.' }),
      };
    },
    async check(paths = []) {
      const shelved = paths.length === 0 ? await all() : await these(paths);
      return {
        files: shelved.map(({ file, state, playbooks, problems }) => ({
          ...{ file, state, playbooks: playbooks.map(({ id }) => id) },
          problems: problems.map((problem) => ({ file, ...problem })),
        })),
      };
    },
  };
}

async function shelve({ path, file, origin, within }: Source, disk: DiskPort): Promise<Shelved> {
  const found = await readText(path, disk, within);
  if (found === 'absent') return { ...broken(file, [absent]), state: 'absent' };
  const read = 'problem' in found ? [found.problem] : readPlaybooks(found.text, file, origin);
  if (!('playbooks' in read)) return broken(file, read);
  return { file, state: 'good', problems: [], ...read };
}

function broken(file: string, problems: readonly Problem[]): Shelved {
  return { file, state: 'broken', playbooks: [], places: [], problems };
}

/** Of two playbooks with one name the first holds, and the whole file of the other is not used. */
function withoutDoubles(shelved: readonly Shelved[]): readonly Shelved[] {
  const taken = new Set<string>();
  return shelved.map((each) => {
    const doubles = each.playbooks.flatMap(({ id }, index) => {
      const place = each.places[index];
      return taken.has(id) && place ? [{ ...place, ...twice(id) }] : [];
    });
    if (doubles.length > 0) return broken(each.file, doubles);
    for (const { id } of each.playbooks) taken.add(id);
    return each;
  });
}

/** Why no playbook does anything yet, for whoever is shown them. */
export const notUsed =
  'No playbook is used yet: nothing that Grace notices is handed to them. What stands here is what they will do.';

const absent = fileProblem('There is no such file.', 'Nothing is at its place.', 'Check the spelling.');
