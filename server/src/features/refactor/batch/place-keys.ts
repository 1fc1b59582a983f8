import { sha256 } from '../../../base/index.ts';
import type { Span } from '../../../protocol/index.ts';
import { keyOf } from './memory.ts';

/** Files at the root that decide how every other file is read: what they said before does not hold when they change. */
const settings = ['package.json', 'tsconfig.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

interface KeyPorts {
  readonly build: string;
  readonly read: (path: string) => Promise<string | undefined>;
}

/** Names places by their intent, their span and the content of their file, under the settings of the workspace. */
export interface PlaceKeys {
  of(place: { readonly path: string; readonly intent: string; readonly span: Span }): Promise<string>;
}

/** Reads each file once, so it is good for one look at the tree. */
export async function placeKeys(ports: KeyPorts): Promise<PlaceKeys> {
  const setting = await settingKey(ports);
  const hashes = new Map<string, string>();
  return {
    async of({ path, intent, span }) {
      const hash = hashes.get(path) ?? sha256((await ports.read(path)) ?? '');
      hashes.set(path, hash);
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
