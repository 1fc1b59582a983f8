import type { DiskPort } from '../../core/ports/index.ts';
import type { PackageFacts, WorkspaceFacts } from '../workspace/index.ts';
import type { Command } from './gates/gate.ts';

/** The commands that `formatChange` may run. */
export async function formatCommands(
  facts: WorkspaceFacts,
  node: string,
  disk: DiskPort,
): Promise<readonly Command[]> {
  return (await findFormatters(facts, disk)).map((formatter) => ({
    gate: 'lint',
    argv: [node, formatter.entry, ...formatter.args('<changed file>')],
    cwd: formatter.member.folder,
  }));
}

export interface Formatter {
  readonly title: string;
  /** The package that has it; it runs there, for that is where it looks for what it is to leave alone. */
  readonly member: PackageFacts;
  readonly entry: string;
  args(path: string): readonly string[];
}

/**
 * Prettier where a package depends on it, and Biome where Biome lints: first with its safe fixes and the order of the
 * imports, then, for files that it finds something in which it does not mend, its formatter alone.
 */
export async function findFormatters(facts: WorkspaceFacts, disk: DiskPort): Promise<readonly Formatter[]> {
  const found: Formatter[] = [];
  for (const member of facts.packages) {
    const entry =
      'prettier' in member.dependencies
        ? ((await prettierEntry(folderOf(facts, member), disk)) ?? (await prettierEntry(facts.root, disk)))
        : undefined;
    if (entry !== undefined) {
      const args = (path: string) => ['--stdin-filepath', path];
      found.push({ title: 'Prettier', member, entry, args });
    }
    for (const tool of member.lint) {
      if (tool.state !== 'ready' || tool.kind !== 'biome') continue;
      for (const words of [['check', '--write'], ['format']]) {
        const args = (path: string) => [...words, `--stdin-file-path=${path}`];
        found.push({ title: 'Biome', member, entry: tool.entry, args });
      }
    }
  }
  return found;
}

function folderOf(facts: WorkspaceFacts, { folder }: PackageFacts): string {
  return folder === '' ? facts.root : `${facts.root}/${folder}`;
}

async function prettierEntry(folder: string, disk: DiskPort): Promise<string | undefined> {
  const home = `${folder}/node_modules/prettier`;
  const manifest = (await disk.read(`${home}/package.json`))?.toString('utf8');
  const script = /"bin"\s*:\s*(?:\{\s*"prettier"\s*:\s*)?"([^"]+)"/.exec(manifest ?? '')?.[1];
  return script === undefined ? undefined : `${home}/${script.replace(/^\.\//, '')}`;
}
