import { sha256 } from '../../../base/index.ts';
import type { Span } from '../../../protocol/index.ts';
import { keyOf } from './memory.ts';

/** Files at the root that decide how every other file is read: what they said before does not hold when they change. */
const settings = ['package.json', 'tsconfig.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

/** Texts kept at once. */
const filesMax = 500;

interface KeyPorts {
  readonly build: string;
  readonly read: (path: string) => Promise<string | undefined>;
}

/** Names places by their intent, their span and the content of their file, under the settings of the workspace. */
export interface PlaceKeys {
  of(place: { readonly path: string; readonly intent: string; readonly span: Span }): Promise<string>;
  /** The text of a file as it was read for its places. */
  text(path: string): Promise<string>;
}

/** Keeps what it read, so it is good for one look at the tree. */
export async function placeKeys(ports: KeyPorts): Promise<PlaceKeys> {
  const setting = await settingKey(ports);
  const files = new Map<string, { readonly text: string; readonly hash: string }>();
  const fileAt = async (path: string) => {
    const known = files.get(path);
    if (known) return known;
    const text = (await ports.read(path)) ?? '';
    const file = { text, hash: sha256(text) };
    files.set(path, file);
    const oldest = files.size > filesMax ? files.keys().next().value : undefined;
    if (oldest !== undefined) files.delete(oldest);
    return file;
  };
  return {
    text: async (path) => (await fileAt(path)).text,
    async of({ path, intent, span }) {
      const { hash } = await fileAt(path);
      return keyOf('place', setting, intent, path, hash, span.start, span.end);
    },
  };
}

/** Names the whole tree as edits see it: its source files and settings. */
export async function treeKey(ports: KeyPorts, files: readonly string[]): Promise<string> {
  const hashes: string[] = [];
  for (const file of files) hashes.push(`${file} ${sha256((await ports.read(file)) ?? '')}`);
  return keyOf('tree', await settingKey(ports), hashes);
}

async function settingKey({ build, read }: KeyPorts): Promise<string> {
  const texts = await Promise.all(settings.map(async (path) => (await read(path)) ?? null));
  return keyOf(build, texts);
}
