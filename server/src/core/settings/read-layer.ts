import { dirname } from 'node:path';
import {
  personalConfigSchema,
  workspaceConfigSchema,
  type ConfigProblem,
  type PersonalConfig,
  type WorkspaceConfig,
} from '../../protocol/index.ts';
import type { DiskPort } from '../ports/index.ts';
import type { LastGood } from './last-good.ts';
import { workspaceConfigPath, type Source } from './location.ts';
import type { Problem } from './place.ts';
import { fileProblem, readConfig, type ReadConfig } from './read-config.ts';
import { readText, type FileText } from './read-file.ts';
import type { ConfigFile } from './settings.ts';
import { silence, type Word } from './tighten.ts';
import { caution, wordOf } from './words.ts';

type AnyConfig = PersonalConfig & Pick<WorkspaceConfig, 'services' | 'tools' | 'secrets'>;

/** What became of one configuration file. */
export interface Layer extends ConfigFile {
  readonly word: Word;
  readonly config: AnyConfig;
}

export interface LayerRequest {
  readonly source: Source;
  /** Absolute. */
  readonly path: string;
  /** Real path of the workspace. */
  readonly root: string;
  readonly disk: DiskPort;
  readonly lastGood: LastGood;
  readonly warn: (message: string) => void;
}

const schemas = {
  machine: personalConfigSchema,
  user: personalConfigSchema,
  workspace: workspaceConfigSchema,
} as const;

/** Reads one file. A broken one is replaced by what it said last; where that is not known, by caution. */
export async function readLayer(request: LayerRequest): Promise<Layer> {
  const { source, path, root, disk, lastGood, warn } = request;
  const file = source === 'workspace' ? workspaceConfigPath : path;
  const common = { source, file, path };
  const found =
    (source === 'workspace' ? await misnamed(path, disk) : undefined) ??
    (await readText(path, disk, source === 'workspace' ? root : undefined));
  const read = found === 'absent' ? 'absent' : understood(found, source);
  if (read === 'absent') {
    await kept(lastGood.keep(source, undefined), warn);
    return { ...common, state: 'absent', problems: [], word: silence, config: {} };
  }
  if ('config' in read) {
    await kept(lastGood.keep(source, read.text), warn);
    return { ...common, state: 'good', problems: [], word: wordOf(read, file), config: read.config };
  }
  const problems: readonly ConfigProblem[] = read.map((problem) => ({ file, ...problem }));
  const before = await lastGood.recall(source);
  const again = before === undefined ? undefined : readConfig<AnyConfig>(before, schemas[source]);
  if (!again || !('config' in again))
    return { ...common, state: 'broken', problems, word: caution(file), config: {} };
  const word = wordOf(again, `the last good ${file}`);
  return { ...common, state: 'last_good', problems, word, config: again.config };
}

/** Why less holds than the files should say, in one sentence or two. */
export function troubleOf(layers: readonly Layer[]): string | undefined {
  for (const { file, state, problems } of layers) {
    const [first] = problems;
    if (!first || (state !== 'last_good' && state !== 'broken')) continue;
    const instead =
      state === 'last_good'
        ? 'What it said before holds until it is corrected.'
        : 'Until it is corrected, Grace writes nothing here and runs no command of the workspace.';
    return `${file}:${first.line}:${first.column}: ${first.what} ${first.why} ${first.advice} ${instead}`;
  }
  return undefined;
}

function understood(
  found: Exclude<FileText, 'absent'>,
  source: Source,
): (ReadConfig<AnyConfig> & { readonly text: string }) | readonly Problem[] {
  if ('problem' in found) return [found.problem];
  const read = readConfig<AnyConfig>(found.text, schemas[source]);
  return 'config' in read ? { ...read, text: found.text } : read;
}

/** Rules that nobody reads would be believed to hold. */
async function misnamed(path: string, disk: DiskPort): Promise<FileText | undefined> {
  if ((await disk.stat(path)) !== undefined) return undefined;
  const other = path.replace(/\.yaml$/u, '.yml');
  if ((await disk.stat(other)) === undefined) return undefined;
  const name = workspaceConfigPath.slice(dirname(workspaceConfigPath).length + 1);
  const what = `The file beside it, \`${name.replace('.yaml', '.yml')}\`, is not read.`;
  return { problem: fileProblem(what, `Its name has to be \`${name}\`.`, 'Rename it.') };
}

async function kept(keeping: Promise<string | undefined>, warn: (message: string) => void): Promise<void> {
  const why = await keeping;
  if (why !== undefined) warn(why);
}
