import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, isConstant, lineOf, surroundingText, unwrapped } from '../syntax.ts';

/** Casts that no value can fail: through `unknown`, to `never`, or of an empty stand-in. A plain `as T` is checked by the compiler. */
export const uncheckedCast = defineCheat({
  id: 'unchecked_cast',
  title: 'A cast is added that no value can fail',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(casts(change.before), casts(change.after));
    for (const { side, line, key } of gained) {
      yield { file: side.path, line, message: `A cast is added that no value can fail: ${key}.` };
    }
  },
});

function casts(sides: readonly Side[]): readonly Mark[] {
  return collect(sides, (node, side): Mark | undefined => {
    if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return undefined;
    const key = uncheckedForm(node);
    return key === undefined ? undefined : { key, side, line: lineOf(node), context: surroundingText(node) };
  });
}

function uncheckedForm(node: ts.AsExpression | ts.TypeAssertion): string | undefined {
  if (ts.isConstTypeReference(node.type)) return undefined;
  if (node.type.kind === ts.SyntaxKind.NeverKeyword) return 'to `never`';
  let inner = node.expression;
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression;
  if (
    (ts.isAsExpression(inner) || ts.isTypeAssertionExpression(inner)) &&
    [ts.SyntaxKind.UnknownKeyword, ts.SyntaxKind.NeverKeyword, ts.SyntaxKind.AnyKeyword].includes(
      inner.type.kind,
    )
  ) {
    return `through \`${inner.type.getText()}\``;
  }
  const value = unwrapped(node.expression);
  const empty = ts.isObjectLiteralExpression(value) && value.properties.length === 0;
  const nothing = isConstant(value) && /^(null|undefined|void 0)$/.test(value.getText());
  return (empty && !isIndexed(node.type)) || nothing
    ? `of an empty value to \`${node.type.getText()}\``
    : undefined;
}

/** `{} as Record<string, T>` is a dictionary that starts out empty, which is what it says. */
function isIndexed(type: ts.TypeNode): boolean {
  return (
    (ts.isTypeReferenceNode(type) && /^(Record|Partial)$/.test(type.typeName.getText())) ||
    (ts.isTypeLiteralNode(type) && type.members.every((member) => ts.isIndexSignatureDeclaration(member)))
  );
}
