import { join, sep } from 'node:path';
import { codeOf, reasonOf } from '../../../base/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import { fileProblem, type Problem } from '../../../core/settings/index.ts';
import { limits } from '../limits.ts';
import type { PlaybookOrigin } from './playbook.ts';

/** A file of playbooks, with the name by which a person knows it. */
export interface Source {
  readonly path: string;
  readonly file: string;
  readonly origin: PlaybookOrigin;
  /** Nothing that lies elsewhere is read in its place. */
  readonly within?: string;
}

const bundledNames = ['layer1_recovery.yaml', 'advanced_self_healing.yaml'] as const;

/** Where a team keeps the playbooks that it adds. */
const workspaceFolder = '.grace/playbooks';

export function bundledSources(folder: string): readonly Source[] {
  return bundledNames.map((name) => ({
    ...{ path: join(folder, name), file: `playbooks/${name}` },
    origin: 'bundled',
  }));
}

/** A file that a person names is judged as one of a workspace, unless it is one that ships. */
export function namedSource(path: string, bundledFolder: string): Source {
  const shipped = bundledSources(bundledFolder).find((source) => source.path === path);
  return shipped ?? { path, file: path, origin: 'workspace' };
}

/** The files of `.grace/playbooks`, in the order of their names, and what of the folder is wrong. */
export async function workspaceSources(
  root: string,
  disk: DiskPort,
): Promise<{
  readonly sources: readonly Source[];
  readonly wrong: readonly { readonly file: string; readonly problem: Problem }[];
}> {
  const folder = join(root, ...workspaceFolder.split('/'));
  const none = { sources: [], wrong: [] };
  try {
    const real = await disk.realPath(folder);
    if (real === undefined) return none;
    const realRoot = (await disk.realPath(root)) ?? root;
    if (!real.startsWith(realRoot + sep)) return { ...none, wrong: [{ file: workspaceFolder, problem: outside }] };
    const names = (await disk.list(real)).map(({ name }) => name).sort();
    const files = names.filter((name) => name.endsWith('.yaml'));
    return {
      sources: files.slice(0, limits.filesMax).map((name) => ({
        ...{ path: join(folder, name), file: `${workspaceFolder}/${name}` },
        ...{ origin: 'workspace', within: realRoot },
      })),
      wrong: [
        ...names
          .filter((name) => name.endsWith('.yml'))
          .map((name) => ({ file: `${workspaceFolder}/${name}`, problem: misnamed })),
        ...files
          .slice(limits.filesMax)
          .map((name) => ({ file: `${workspaceFolder}/${name}`, problem: tooMany })),
      ],
    };
  } catch (thrown) {
    if (codeOf(thrown) === 'unknown') throw thrown;
    const why = `The system says: ${reasonOf(thrown)}.`;
    const problem = fileProblem('This folder cannot be read.', why, 'Make it readable.');
    return { ...none, wrong: [{ file: workspaceFolder, problem }] };
  }
}

const outside = fileProblem(
  'This folder really lies outside of the workspace.',
  'A link leads there, and a repository must not choose what is read elsewhere.',
  'Put a folder of the workspace in its place.',
);
const misnamed = fileProblem(
  'This file is not read.',
  'The names of playbook files end with `.yaml`.',
  'Rename it.',
);
const tooMany = fileProblem(
  'This file is not read.',
  `There are more than ${limits.filesMax} of them.`,
  'Put several playbooks into one file.',
);
