import type { Proposal } from '../features/refactor/index.ts';
import type { IntroducedView } from '../protocol/index.ts';
import { uriOf, type Folder, type FolderServices } from './folders.ts';

/**
 * Where the new name of a proposal stands once it is applied: the call that took the place of what was picked, which is
 * the nearest to it; a comment that has the name for a word calls nothing. Only for a change of one file, which the editor can have renamed right there.
 */
export function introducedBy(
  { change, introduces, origin }: Proposal,
  folder: Folder,
  services: FolderServices,
): IntroducedView | undefined {
  const [file, ...others] = change.files;
  const after = file?.after;
  if (!introduces || after === null || after === undefined || others.length > 0) return undefined;
  if (file?.path !== introduces.path) return undefined;
  const start = origin.path === file.path ? origin.span.start : 0;
  const places = placesOf(introduces.name, after);
  const calls = places.filter((at) => isCallAt(after, at, introduces.name.length));
  const place = nearest(calls, start) ?? nearest(places, start);
  if (place === undefined) return undefined;
  const lineStart = after.lastIndexOf('\n', place - 1) + 1;
  return {
    uri: uriOf(folder, services, file.path),
    name: introduces.name,
    position: { line: linesBefore(after, place), character: place - lineStart },
  };
}

function placesOf(name: string, text: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
    if (!isWordAt(text, at - 1) && !isWordAt(text, at + name.length)) places.push(at);
  return places;
}

/** So many characters before a name say whether it is declared there. */
const wordsBeforeMax = 20;

function isCallAt(text: string, at: number, length: number): boolean {
  return (
    text.startsWith('(', at + length) &&
    !/\bfunction\s*\*?\s*$/u.test(text.slice(Math.max(0, at - wordsBeforeMax), at))
  );
}

function isWordAt(text: string, index: number): boolean {
  return /[\p{ID_Continue}$]/u.test(text.charAt(index));
}

function nearest(places: readonly number[], to: number): number | undefined {
  return places.toSorted((one, other) => Math.abs(one - to) - Math.abs(other - to))[0];
}

function linesBefore(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}
