import { sha256 } from '../../../base/index.ts';
import type { Region } from './regions.ts';

/** Characters of a hash that are kept: 64 bits, and a file holds a few thousand bodies at most. */
const keyCharacters = 16;

/** The module and every function body of it, in the order of the text, outer before inner. */
export function bodyRegions(regions: readonly Region[]): readonly Region[] {
  const [module, ...others] = regions;
  if (!module) return [];
  const bodies = others.filter((region) => region.headerStart !== undefined);
  return [module, ...bodies.sort((a, b) => a.start - b.start || b.end - a.end)];
}

/**
 * One key for each of `bodyRegions`. The text of a body is taken without the bodies in it: those run on their own, and what
 * stands between them (heads, defaults, fields) runs with the body around. It is chained with the key around it and its
 * place there, so that equal texts in different places have different keys, and a key holds only where all around it does.
 * `whole` is what the module is besides its own text.
 */
export function bodyKeys(text: string, bodies: readonly Region[], whole: string): readonly string[] {
  const { parents, children } = nest(bodies);
  const places = new Map<number, number>();
  for (const own of children) own.forEach((child, place) => places.set(child, place));
  const keys: string[] = [];
  bodies.forEach((body, index) => {
    const around = parents[index];
    const place = around === undefined ? `module ${whole}` : `${keys[around]} ${places.get(index)}`;
    const inner = (children[index] ?? []).flatMap((child) => bodies[child] ?? []);
    keys.push(sha256(JSON.stringify([place, ...ownText(text, body, inner)])).slice(0, keyCharacters));
  });
  return keys;
}

function ownText(text: string, body: Region, inner: readonly Region[]): readonly string[] {
  const pieces: string[] = [];
  let from = body.start;
  for (const { start, end } of inner) {
    pieces.push(text.slice(from, start));
    from = end;
  }
  return [...pieces, text.slice(from, body.end)];
}

/** Which body is right inside which, by index. */
function nest(bodies: readonly Region[]): {
  readonly parents: readonly (number | undefined)[];
  readonly children: readonly (readonly number[])[];
} {
  const parents: (number | undefined)[] = [];
  const children: number[][] = bodies.map(() => []);
  const open: number[] = [];
  bodies.forEach(({ end }, index) => {
    while (open.length > 1 && (bodies[open.at(-1) ?? 0]?.end ?? 0) < end) open.pop();
    const parent = open.at(-1);
    parents.push(parent);
    if (parent !== undefined) children[parent]?.push(index);
    open.push(index);
  });
  return { parents, children };
}
