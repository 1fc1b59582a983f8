import { Cancelled, type Clock } from '../../../server/src/base/index.ts';
import {
  openSettings,
  type Settings,
  type SettingsOptions,
} from '../../../server/src/core/settings/index.ts';
import type { Machine } from '../../../server/src/core/state/index.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';

export const signal = new AbortController().signal;
export const root = '/work/shop';
export const places = {
  workspace: `${root}/.grace/config.yaml`,
  user: '/home/ada/.config/grace/config.yaml',
  machine: '/etc/grace/config.yaml',
} as const;

export const machine: Machine = {
  platform: 'linux',
  home: '/home/ada',
  variables: {},
  host: 'engine',
  pid: 100,
  bootMs: 1_000_000,
};

/** Sleeping is over at once. */
const hurried: Clock = {
  now: () => 0,
  monotonic: () => 0,
  sleep: (_delayMs, stop) => (stop.aborted ? Promise.reject(new Cancelled()) : Promise.resolve()),
};

export type Texts = Readonly<Partial<Record<keyof typeof places, string>>>;

/** A disk on which a workspace, a person and a machine say something. */
export async function diskWith(texts: Texts = {}): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(1));
  for (const folder of [root, '/state', '/outside']) await disk.makeFolder(folder);
  for (const [place, text] of Object.entries(texts)) await say(disk, place as keyof typeof places, text);
  disk.settle();
  return disk;
}

export async function say(disk: UnreliableDisk, place: keyof typeof places, text: string): Promise<void> {
  const path = places[place];
  // A time of its own for each text, as on a disk whose times are fine enough.
  disk.nowMs += 1;
  await disk.makeFolder(path.slice(0, path.lastIndexOf('/')));
  await disk.write(path, Buffer.from(text));
}

export interface SettingsWorld {
  readonly settings: Settings;
  readonly warnings: readonly string[];
}

let ids = 0;

export function optionsOn(disk: UnreliableDisk, warnings: string[] = []): SettingsOptions {
  return {
    ...{ root, stateFolder: '/state', machine, disk, clock: hurried },
    ids: () => `id${(ids += 1)}`,
    warn: (message) => void warnings.push(message),
  };
}

export async function openOn(
  disk: UnreliableDisk,
  options: Partial<SettingsOptions> = {},
): Promise<SettingsWorld> {
  const warnings: string[] = [];
  return { settings: await openSettings({ ...optionsOn(disk, warnings), ...options }, signal), warnings };
}
