import { dirname } from 'node:path';
import { Emitter, oneAtATime } from '../../base/index.ts';
import type { DiskPort } from '../ports/index.ts';
import { openLastGood } from './last-good.ts';
import { limits } from './limits.ts';
import { configFilesOf, workspaceConfigPath, type Source } from './location.ts';
import { stampOf } from './read-file.ts';
import { readLayer, troubleOf, type Layer } from './read-layer.ts';
import { rulesOf } from './rules.ts';
import type { Settings, SettingsOptions } from './settings.ts';
import { inForce, silence, type Word } from './tighten.ts';

const sources: readonly Source[] = ['machine', 'user', 'workspace'];

/** Opens the settings of a workspace and reads them once. */
export async function openSettings(options: SettingsOptions, signal: AbortSignal): Promise<Settings> {
  const { disk, clock, warn } = options;
  const root = (await disk.realPath(options.root)) ?? options.root;
  const paths = configFilesOf(root, options.machine);
  const common = { root, disk, lastGood: openLastGood(options.stateFolder, options), warn };
  const changed = new Emitter<void>();
  let layers: readonly Layer[] = [];
  let word: Word = inForce(wordsOf(layers));
  let stamps = '';
  let warned: string | undefined;
  let taken = 0;

  const readAll = () =>
    Promise.all(sources.map((source) => readLayer({ ...common, source, path: paths[source] })));
  const look = oneAtATime(async () => {
    stamps = await stampsOf(paths, disk);
    let found = await readAll();
    if (taken > 0 && found.some(isBroken) && !layers.some(isBroken)) {
      // A file that was right may be half written now. At the start nobody waits for one that is simply wrong.
      await clock.sleep(limits.settleMs, new AbortController().signal);
      found = await readAll();
    }
    const isSame = essenceOf(found) === essenceOf(layers);
    layers = found;
    word = inForce(wordsOf(found));
    taken += 1;
    const trouble = troubleOf(found);
    if (trouble !== undefined && trouble !== warned) warn(trouble);
    warned = trouble;
    if (!isSame) changed.fire();
  });

  await look.run(signal);
  return {
    rules: rulesOf(() => word),
    word: () => word,
    workspace() {
      const { services, tools, secrets } = layers.find(({ source }) => source === 'workspace')?.config ?? {};
      return { services, tools, secrets };
    },
    files: () =>
      layers.map(({ source, file, path, state, problems }) => ({ source, file, path, state, problems })),
    trouble: () => troubleOf(layers),
    onDidChange: changed.event,
    reload: (asked) => look.run(asked),
    async filesChanged(changedPaths, asked) {
      const folder = dirname(workspaceConfigPath);
      if (changedPaths.some((path) => path === folder || path.startsWith(`${folder}/`)))
        await look.run(asked);
    },
    async follow(following) {
      for (;;) {
        await clock.sleep(limits.lookMs, following);
        if ((await stampsOf(paths, disk)) === stamps) taken += 1;
        else await look.run(following);
      }
    },
    looks: () => ({ taken, due: look.isDue() ? 1 : 0 }),
  };
}

type Words = Readonly<Record<Source, Word>>;

function wordsOf(layers: readonly Layer[]): Words {
  const of = (source: Source) => layers.find((layer) => layer.source === source)?.word ?? silence;
  return { machine: of('machine'), user: of('user'), workspace: of('workspace') };
}

function isBroken({ state }: Layer): boolean {
  return state === 'broken' || state === 'last_good';
}

/** What of it makes a difference to anybody. */
function essenceOf(layers: readonly Layer[]): string {
  return JSON.stringify(
    layers.map(({ state, problems, config, word }) => [state, problems, config, [...word.protect]]),
  );
}

async function stampsOf(paths: Readonly<Record<Source, string>>, disk: DiskPort): Promise<string> {
  return (await Promise.all(sources.map((source) => stampOf(paths[source], disk)))).join('\n');
}
