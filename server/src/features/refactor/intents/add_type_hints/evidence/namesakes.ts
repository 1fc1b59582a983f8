import { ts } from '../../../../../services/analysis/typescript.ts';
import { folderOf, functionName, type Vocabulary } from '../../../types/index.ts';
import type { Ballot } from '../ballot/index.ts';

/** So many namesakes make a habit. */
const habit = 2;
const readMax = 300;

/** What bears the same name elsewhere in the project mostly is the same. */
export function askNamesakes(ballot: Ballot, name: string, own: ts.Node, vocabulary: Vocabulary): void {
  const { place } = ballot;
  const nodes = vocabulary
    .typed(name)
    .filter(({ node }) => node !== own)
    .slice(0, readMax);
  const shares = new Map<string, { readonly node: ts.TypeNode; weight: number }>();
  let total = 0;
  let silent = 0;
  for (const { node, type } of nodes) {
    const weight = nearness(node, place.node) * (isOfSameName(node, place.node) ? sameFunction : 1);
    total += weight;
    if (isSilent(type)) {
      silent += weight;
      continue;
    }
    const known = shares.get(type.getText());
    if (known) known.weight += weight;
    else shares.set(type.getText(), { node: type, weight });
  }
  for (const { node, weight } of shares.values()) {
    // Where most say nothing, who says something means something else.
    if (weight >= silent)
      ballot.node(node, 'namesake', (weight / total) * Math.min(1, (weight + 1) / (habit + 1)));
  }
}

/** A type that somebody wrote for want of one. */
export function isSilent({ kind }: ts.TypeNode): boolean {
  return kind === ts.SyntaxKind.AnyKeyword || kind === ts.SyntaxKind.UnknownKeyword;
}

/** A parameter of a function that is called the same. */
const sameFunction = 4;

function isOfSameName(node: ts.Node, place: ts.Node): boolean {
  const name = functionName(place);
  return name !== undefined && ts.isParameter(node) && functionName(node.parent) === name;
}

/** Closer counts more: the same class or statement, the same file, the same folder, the project. */
export function nearness(node: ts.Node, place: ts.Node): number {
  const file = place.getSourceFile();
  const other = node.getSourceFile();
  if (other === file) return outermost(node) === outermost(place) ? 4 : 3;
  return folderOf(other.fileName) === folderOf(file.fileName) ? 1.5 : 1;
}

function outermost(node: ts.Node): ts.Node {
  let at = node;
  while (!ts.isSourceFile(at.parent)) at = at.parent;
  return at;
}
