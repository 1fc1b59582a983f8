import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LspRange } from '../../../server/src/protocol/index.ts';
import { ts } from '../../../server/src/services/analysis/typescript.ts';
import { seeded } from './project.mts';

/** Somewhere a person could have the caret or a selection. */
export interface Place {
  readonly path: string;
  readonly range: LspRange;
  readonly kind: 'caret' | 'selection';
}

export interface MeasuredFile {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

const placesSeed = 7;

/** Carets on tokens and selections of two to four statements, half and half, the same ones in every run. */
export function placesIn({ path, text }: MeasuredFile, count: number): readonly Place[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const carets: LspRange[] = [];
  const selections: LspRange[] = [];
  const rangeOf = (start: number, end: number): LspRange => ({
    start: source.getLineAndCharacterOfPosition(start),
    end: source.getLineAndCharacterOfPosition(end),
  });
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) carets.push(rangeOf(node.getStart(source), node.getStart(source)));
    if (ts.isBlock(node))
      selections.push(...runsOf(node.statements).map(([from, to]) => rangeOf(from.getStart(source), to.end)));
    ts.forEachChild(node, visit);
  };
  visit(source);
  const random = seeded(placesSeed + text.length);
  return Array.from({ length: count }, (_, index): Place | undefined => {
    const kind = index % 2 === 0 || selections.length === 0 ? 'caret' : 'selection';
    const range = drawn(kind === 'caret' ? carets : selections, random);
    return range && { path, range, kind };
  }).filter((place) => place !== undefined);
}

/** Where something is likely to be offered: console calls, names of functions and parameters, runs of statements. */
export function pickPlacesIn({ path, text }: MeasuredFile, count: number): readonly Place[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const places: Place[] = [];
  const add = (kind: Place['kind'], start: number, end: number) =>
    places.push({
      path,
      kind,
      range: {
        start: source.getLineAndCharacterOfPosition(start),
        end: source.getLineAndCharacterOfPosition(end),
      },
    });
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isPromising(node))
      add('caret', node.getStart(source), node.getStart(source));
    if (ts.isBlock(node))
      for (const [from, to] of runsOf(node.statements)) add('selection', from.getStart(source), to.end);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const random = seeded(placesSeed + text.length);
  return Array.from({ length: count }, () => drawn(places, random)).filter((place) => place !== undefined);
}

function isPromising(node: ts.Identifier): boolean {
  if (node.text === 'console') return true;
  const { parent } = node;
  return (ts.isFunctionLike(parent) || ts.isParameter(parent)) && parent.name === node;
}

const runLengthMax = 4;

function runsOf(statements: ts.NodeArray<ts.Statement>): readonly (readonly [ts.Statement, ts.Statement])[] {
  return statements.flatMap((first, at) => {
    const last = statements[Math.min(statements.length - 1, at + 1 + (at % (runLengthMax - 1)))];
    return last && last !== first ? [[first, last] as const] : [];
  });
}

function drawn<T>(list: readonly T[], random: () => number): T | undefined {
  return list[Math.floor(random() * list.length)];
}

/** Files of every size: the largest, and some in between down to small ones. */
export function filesToMeasure(
  folder: string,
  paths: readonly string[],
  count: number,
): readonly MeasuredFile[] {
  const bySize = paths
    .filter((path) => /\.[jt]s$/.test(path) && !/\.d\.ts$|\.(?:test|spec)\./.test(path))
    .map((path) => ({ path, bytes: statSync(join(folder, path)).size }))
    .filter(({ bytes }) => bytes < fileBytesMax)
    .sort((one, other) => other.bytes - one.bytes || one.path.localeCompare(other.path));
  const chosen = Array.from({ length: count }, (_, index) => {
    // Denser at the large end: 0, then growing steps.
    const share = (index / Math.max(1, count - 1)) ** 3;
    return bySize[Math.floor(share * (bySize.length - 1) * smallestShare)];
  });
  return [...new Set(chosen.filter((each) => each !== undefined))].map(({ path }) => {
    const text = readFileSync(join(folder, path), 'utf8');
    return { path, text, lines: text.split('\n').length };
  });
}

/** Beyond it, files are data. */
const fileBytesMax = 1_500_000;
/** The smallest files have nothing to ask about. */
const smallestShare = 0.9;
