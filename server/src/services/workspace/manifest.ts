import { join } from 'node:path';
import type { DiskPort } from '../../core/ports/index.ts';
import { parseJsonc } from './jsonc.ts';

/** What Grace reads of a `package.json`; members of the wrong shape count as missing. */
export interface Manifest {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly type: string | undefined;
  readonly packageManager: string | undefined;
  readonly scripts: Readonly<Record<string, string>>;
  /** Of any kind; a later kind does not override an earlier one. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** `bin` by command name; a plain string is filed under the package's own name. */
  readonly bins: Readonly<Record<string, string>>;
  /** Workspace patterns of npm, yarn and bun; `undefined` when there are none. */
  readonly workspaces: readonly string[] | undefined;
  /** Everything, for configs that live in the manifest. */
  readonly all: Readonly<Record<string, unknown>>;
}

/** The manifest of a folder; `undefined` when there is none, empty when it is broken. */
export async function readManifest(folder: string, disk: DiskPort): Promise<Manifest | undefined> {
  const content = await disk.read(join(folder, 'package.json'));
  return content && manifestOf(record(parseJsonc(content.toString('utf8'))));
}

/** The value as an object with string keys; `{}` when it is something else. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function manifestOf(all: Readonly<Record<string, unknown>>): Manifest {
  return {
    name: text(all['name']),
    version: text(all['version']),
    type: text(all['type']),
    packageManager: text(all['packageManager']),
    scripts: stringRecord(all['scripts']),
    dependencies: {
      ...stringRecord(all['peerDependencies']),
      ...stringRecord(all['optionalDependencies']),
      ...stringRecord(all['devDependencies']),
      ...stringRecord(all['dependencies']),
    },
    bins: binsOf(all),
    workspaces: workspacesOf(all['workspaces']),
    all,
  };
}

function binsOf(all: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const bin = all['bin'];
  if (typeof bin !== 'string') return stringRecord(bin);
  const name = text(all['name']) ?? '';
  return { [name.replace(/^@[^/]*\//, '')]: bin };
}

function workspacesOf(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) return strings(value);
  const packages = record(value)['packages'];
  return Array.isArray(packages) ? strings(packages) : undefined;
}

function stringRecord(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
