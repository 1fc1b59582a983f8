import { join } from 'node:path';
import { refused, type Refusal } from '../../../base/index.ts';
import type { RollbackPlan } from '../../../protocol/index.ts';
import type { Epoch } from '../epochs/epoch.ts';
import type { Epochs } from '../epochs/open.ts';
import { replaceable, type Target } from './put-in-place.ts';

/** Word for the newest state that Grace came up with. */
export const lastGoodWord = 'last-good';

/** The kept state that a person means; a refusal says why it cannot be put back. */
export async function chooseEpoch(named: string, epochs: Epochs): Promise<Epoch | Refusal> {
  const all = await epochs.survey();
  if (named === lastGoodWord) {
    const lastGood = all.find(({ epoch }) => epoch?.reason === 'boot')?.epoch;
    return lastGood ?? refused('Grace has no kept state that it came up well with: open the workspace once.');
  }
  const found = all.find(({ id }) => id === named);
  if (!found)
    return refused(`There is no kept state ${named}: \`grace restore states\` lists those that there are.`);
  if (found.condition === 'newer')
    return refused(`The kept state ${named} was written by a newer Grace: update Grace to put it back.`);
  return (
    found.epoch ??
    refused(
      `The kept state ${named} is damaged, and nothing of it was put back: choose another of \`grace restore states\`.`,
    )
  );
}

export interface Wanted {
  /** What the state is to hold. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly changes: RollbackPlan['files'];
}

/** What is to be there: the files of the epoch, but where something stricter was said since, or a file is too large to be kept. */
export async function wantedFiles(
  epoch: Epoch,
  ports: Target & {
    readonly epochs: Epochs;
    readonly tighten: (
      epoch: Epoch,
      files: ReadonlyMap<string, Buffer>,
    ) => Promise<ReadonlyMap<string, Buffer>>;
  },
): Promise<Wanted | Refusal> {
  const { places, stateFolder, disk } = ports;
  const kept = await ports.epochs.filesOf(epoch);
  const isForeign = [...(kept?.keys() ?? [])].some(
    (path) => path.includes('..') || !places.some((place) => path === place || path.startsWith(`${place}/`)),
  );
  if (!kept || isForeign)
    return refused(
      `The kept state ${epoch.id} is damaged, and nothing of it was put back: choose another of \`grace restore states\`.`,
    );
  const tightened = await ports.tighten(epoch, kept);
  const present = new Set(await replaceable(ports));
  const files = new Map<string, Buffer>();
  const changes: RollbackPlan['files'] = [];
  for (const [path, bytes] of tightened) {
    const stat = await disk.stat(join(stateFolder, path));
    // Nobody could take that back.
    if (stat?.kind === 'file' && !present.has(path)) continue;
    files.set(path, bytes);
    const isStricter = kept.get(path)?.equals(bytes) !== true;
    const isSame = present.has(path) && (await disk.read(join(stateFolder, path)))?.equals(bytes) === true;
    const change = present.has(path) ? 'replaced' : 'comes_back';
    changes.push({ path, change: isSame ? 'same' : isStricter ? 'stricter' : change });
  }
  for (const path of present) if (!files.has(path)) changes.push({ path, change: 'goes' });
  return { files, changes };
}
