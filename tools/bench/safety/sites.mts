import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import ts from 'typescript';
import type { Span } from '../../../server/src/protocol/index.ts';
import type { Random } from '../../../test/support/unreliable-disk.ts';
import type { Source } from '../sources/index.mts';
import { unchecked } from '../sources/recipes.mts';

/** A place that somebody might select: a run of statements, or an expression. */
export interface Site {
  /** Relative to the root of its source. */
  readonly path: string;
  readonly span: Span;
  readonly kind: 'statements' | 'expression';
}

/** One site in so many is an expression. */
const expressionsOneIn = 6;
/** Drawn at most for each site that is wanted: a site may be drawn twice, or be an expression nobody would extract. */
const drawsPerSiteMax = 50;
const expressionCharsMin = 12;

/**
 * Sites of one source. A block is drawn among all bodies of functions, methods, constructors, accessors and arrows, at
 * any nesting, each as likely as the next; in it the length of a run of statements, from one to all of them, and then
 * where it starts. Expressions are drawn from the block in the same way and kept when `isExtractable` says so.
 */
export function drawSites(
  source: Source,
  fileNames: readonly string[],
  count: number,
  random: Random,
  isExtractable: (site: Site) => boolean,
): Site[] {
  const bodies = fileNames.flatMap((file) => bodiesIn(source, file));
  const sites = new Map<string, Site>();
  for (let draws = 0; sites.size < count && draws < count * drawsPerSiteMax; draws += 1) {
    const body = oneOf(bodies, random);
    const site = sites.size % expressionsOneIn === 0 ? expressionIn(body, random) : runIn(body, random);
    if (!site || (site.kind === 'expression' && !isExtractable(site))) continue;
    sites.set(`${site.path} ${site.span.start} ${site.span.end}`, site);
  }
  return [...sites.values()];
}

interface Body {
  readonly path: string;
  readonly file: ts.SourceFile;
  readonly block: ts.Block;
}

function bodiesIn(source: Source, fileName: string): Body[] {
  const path = relative(source.root, fileName);
  const file = ts.createSourceFile(fileName, readFileSync(fileName, 'utf8'), ts.ScriptTarget.Latest, true);
  const bodies: Body[] = [];
  if (file.text.startsWith(unchecked)) return bodies;
  const visit = (node: ts.Node): void => {
    const body = ts.isFunctionLike(node) && 'body' in node ? node.body : undefined;
    if (body && ts.isBlock(body) && body.statements.length > 0) bodies.push({ path, file, block: body });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return bodies;
}

function runIn({ path, file, block }: Body, random: Random): Site | undefined {
  const { statements } = block;
  const length = 1 + Math.floor(random() * statements.length);
  const from = Math.floor(random() * (statements.length - length + 1));
  const [first, last] = [statements[from], statements[from + length - 1]];
  if (!first || !last) return undefined;
  return { path, span: { start: first.getStart(file), end: last.end }, kind: 'statements' };
}

function expressionIn({ path, file, block }: Body, random: Random): Site | undefined {
  const expressions: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (isWorthExtracting(node, file)) expressions.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(block, visit);
  if (expressions.length === 0) return undefined;
  const expression = oneOf(expressions, random);
  return { path, span: { start: expression.getStart(file), end: expression.end }, kind: 'expression' };
}

function isWorthExtracting(node: ts.Node, file: ts.SourceFile): node is ts.Expression {
  if (node.end - node.getStart(file) < expressionCharsMin) return false;
  if (ts.isExpressionStatement(node.parent)) return false;
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isConditionalExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    (ts.isBinaryExpression(node) && node.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
  );
}

function oneOf<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('There is nothing to draw from.');
  return value;
}
