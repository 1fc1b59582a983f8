import { ts } from '../../../services/analysis/typescript.ts';

/** Whether a node opens a scope of its own for names. The body of a function shares the scope of its parameters. */
export function opensScope(node: ts.Node): boolean {
  switch (node.kind) {
    case ts.SyntaxKind.SourceFile:
    case ts.SyntaxKind.CaseBlock:
    case ts.SyntaxKind.ModuleBlock:
    case ts.SyntaxKind.CatchClause:
    case ts.SyntaxKind.ForStatement:
    case ts.SyntaxKind.ForInStatement:
    case ts.SyntaxKind.ForOfStatement:
    case ts.SyntaxKind.EnumDeclaration:
    case ts.SyntaxKind.ClassDeclaration:
    case ts.SyntaxKind.ClassExpression:
    case ts.SyntaxKind.ClassStaticBlockDeclaration:
      return true;
    case ts.SyntaxKind.Block:
      return !ts.isFunctionLike(node.parent) && !ts.isClassStaticBlockDeclaration(node.parent);
    default:
      return ts.isFunctionLike(node) || opensTypeScope(node);
  }
}

function opensTypeScope(node: ts.Node): boolean {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isMappedTypeNode(node) ||
    ts.isConditionalTypeNode(node)
  );
}

/**
 * Whether the code in a node runs in an activation of its own: a function, a static block, the initializer of a field, a
 * namespace or the file. `var` belongs to it.
 */
export function isFrame(node: ts.Node): boolean {
  return (
    ts.isSourceFile(node) ||
    ts.isFunctionLike(node) ||
    ts.isClassStaticBlockDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isModuleBlock(node)
  );
}
