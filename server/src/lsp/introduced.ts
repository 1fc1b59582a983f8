import type { Proposal } from '../features/refactor/index.ts';
import type { IntroducedView } from '../protocol/index.ts';
import { uriOf, type Folder, type FolderServices } from './folders.ts';

/**
 * Where the new name of a proposal stands once it is applied: of all places the nearest to what was picked, which is the
 * call that took its place. Only for a change of one file, which the editor can have renamed right there.
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
  const place = nearest(placesOf(introduces.name, after), start);
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

function isWordAt(text: string, index: number): boolean {
  return /[\p{ID_Continue}$]/u.test(text.charAt(index));
}

function nearest(places: readonly number[], to: number): number | undefined {
  return places.toSorted((one, other) => Math.abs(one - to) - Math.abs(other - to))[0];
}

function linesBefore(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}
