import { ts } from '../../typescript.ts';

/**
 * The text of a file without what cannot show in its declarations: the bodies of functions that say what they return.
 * Files with equal outlines have equal declarations, and finding that out needs no types. The bodies of constructors
 * stay, for a property without a type has the type of what is assigned there; so does all of JavaScript, which writes no
 * types and declares members by assigning them anywhere.
 */
export function outlineOf(source: ts.SourceFile): string {
  const parts: string[] = [];
  let from = 0;
  const visit = (node: ts.Node): void => {
    const body = bodyThatHides(node);
    if (!body) {
      ts.forEachChild(node, visit);
      return;
    }
    parts.push(source.text.slice(from, body.pos));
    from = body.end;
  };
  visit(source);
  parts.push(source.text.slice(from));
  return parts.join('{}');
}

/** The block of a function whose type is written. What it takes stands before the block and stays. */
export function bodyThatHides(node: ts.Node): ts.Block | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isGetAccessor(node))
    return node.type && node.body;
  if (ts.isFunctionExpression(node)) return node.type && node.body;
  return ts.isArrowFunction(node) && node.type && ts.isBlock(node.body) ? node.body : undefined;
}
