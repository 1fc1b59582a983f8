import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { DiskPort } from '../../../core/ports/index.ts';
import { isWithin } from './ownership.ts';

/** The user's tree and its copy; both real and absolute. */
export interface TreePair {
  readonly root: string;
  readonly copy: string;
}

/**
 * What a link of the tree must say in the copy to stay inside it: a relative link between two places of the tree says
 * the same, an absolute one is moved along, and one that leads out of the tree keeps leading to the same place.
 */
export async function relinkedTarget(
  pair: TreePair,
  path: string,
  target: string,
  disk: DiskPort,
): Promise<string> {
  const lexical = resolve(dirname(path), target);
  if (isWithin(lexical, pair.root)) return isAbsolute(target) ? moved(pair, lexical) : target;
  // The way may lead out of the tree and back in, as when the tree itself is reached through a link.
  const real = await disk.realPath(lexical);
  if (real !== undefined && isWithin(real, pair.root)) return moved(pair, real);
  return lexical;
}

/** The place in the copy of an absolute path of the tree. */
export function moved(pair: TreePair, path: string): string {
  return join(pair.copy, relative(pair.root, path));
}
