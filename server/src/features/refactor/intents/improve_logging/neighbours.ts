import type { Surroundings } from '../../intent.ts';
import { folderOf } from './modules.ts';
import type { ModuleReader } from './module-scope.ts';

/** Files of the package whose imports are looked at. */
const neighboursMax = 1500;

/** How files of the project get hold of a thing they call a logger. */
export interface Usage {
  readonly clause: 'default' | 'named' | 'namespace' | 'require';
  /** The exported name where the clause is `named`. */
  readonly imported: string;
  readonly local: string;
  readonly specifier: string;
  /** The workspace file it comes from; `undefined` for a package. */
  readonly target: string | undefined;
  readonly count: number;
}

/** Whether a variable of this name is most likely a logger. */
export function isLoggerName(name: string): boolean {
  return /^[_$]?(?:(?:app|root|base|main|server|default|winston|pino|bunyan)_?)?(?:log|logger)$/i.test(name);
}

/** The logger imports of the package's files, the most used first; the nearer one where two are used alike. */
export function loggerUsages(
  path: string,
  surroundings: Surroundings,
  reader: ModuleReader,
): readonly Usage[] {
  const tally = new Map<string, { usage: Usage; count: number; near: number }>();
  for (const file of surroundings.files().slice(0, neighboursMax)) {
    if (file === path || !/\.[cm]?[jt]sx?$/.test(file)) continue;
    const text = surroundings.read(file);
    if (text === undefined || !/\b(log|logger)\b/i.test(text)) continue;
    if (surroundings.role(file) === 'test') continue;
    for (const found of importsOf(text)) {
      const target = reader.resolve(file, found.specifier);
      if (target === undefined && found.specifier.startsWith('.')) continue;
      const key = [target ?? found.specifier, found.clause, found.imported, found.local].join('\0');
      const near = sharedFolders(file, path);
      const known = tally.get(key);
      if (!known) tally.set(key, { usage: { ...found, target, count: 1 }, count: 1, near });
      else {
        known.count++;
        if (near > known.near) known.usage = { ...found, target, count: 1 };
        known.near = Math.max(known.near, near);
      }
    }
  }
  return [...tally.values()]
    .sort((a, b) => b.count - a.count || b.near - a.near || (a.usage.specifier < b.usage.specifier ? -1 : 1))
    .map(({ usage, count }) => ({ ...usage, count }));
}

function sharedFolders(a: string, b: string): number {
  const left = folderOf(a).split('/');
  const right = folderOf(b).split('/');
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  return shared;
}

type Found = Pick<Usage, 'clause' | 'imported' | 'local' | 'specifier'>;

const importPattern = /^[ \t]*import\s+(?!type\b)([^'";]+?)\s+from\s*['"]([^'"\n]+)['"]/gm;
const requirePattern =
  /^[ \t]*(?:const|let|var)\s+(\w+|\{[^}]*\})\s*=\s*require\(\s*['"]([^'"\n]+)['"]\s*\)(\.default)?/gm;

/** Imports of loggers, by text: parsing every file of a package for this would cost too much. */
function importsOf(text: string): readonly Found[] {
  const found: Found[] = [];
  const add = (entry: Found) => {
    if (isLoggerName(entry.local)) found.push(entry);
  };
  for (const [, clause = '', specifier = ''] of text.matchAll(importPattern)) {
    const namespace = /\*\s*as\s+(\w+)/.exec(clause)?.[1];
    if (namespace) add({ clause: 'namespace', imported: '*', local: namespace, specifier });
    const named = /\{([^}]*)\}/.exec(clause)?.[1];
    for (const { imported, local } of named === undefined ? [] : namedOf(named, /\s+as\s+/)) {
      add({ clause: 'named', imported, local, specifier });
    }
    const first = /^(\w+)\s*(,|$)/.exec(clause.trim())?.[1];
    if (first) add({ clause: 'default', imported: 'default', local: first, specifier });
  }
  for (const [, binding = '', specifier = '', isDefault] of text.matchAll(requirePattern)) {
    if (!binding.startsWith('{')) {
      const clause = isDefault === undefined ? 'require' : 'default';
      add({ clause, imported: clause === 'default' ? 'default' : '*', local: binding, specifier });
      continue;
    }
    for (const { imported, local } of namedOf(binding.slice(1, -1), /\s*:\s*/)) {
      add({ clause: 'named', imported, local, specifier });
    }
  }
  return found;
}

function namedOf(
  list: string,
  renames: RegExp,
): readonly { readonly imported: string; readonly local: string }[] {
  return list
    .split(',')
    .map((part) => part.replace(/\/\*.*?\*\//g, '').trim())
    .filter((part) => part !== '' && !part.startsWith('type '))
    .map((part) => {
      const [imported = '', local = imported] = part.split(renames);
      return { imported, local };
    });
}
