import { ts } from '../../typescript.ts';
import { commentsOf, type Comment } from '../comments.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf, surroundingText } from '../syntax.ts';

/** `any` ends type checking for everything it touches: annotations, casts, type arguments and their JSDoc forms. */
export const anyType = defineCheat({
  id: 'any_type',
  title: '`any` is added',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(anys(change.before), anys(change.after));
    for (const { side, line } of gained) {
      yield {
        file: side.path,
        line,
        message: '`any` is added, which switches type checking off for everything it touches.',
      };
    }
  },
});

function anys(sides: readonly Side[]): readonly Mark[] {
  const keywords = collect(sides, (node, side): Mark | undefined =>
    node.kind === ts.SyntaxKind.AnyKeyword && !ts.isJSDocTypeExpression(node.parent)
      ? { key: 'any', side, line: lineOf(node), context: surroundingText(node) }
      : undefined,
  );
  return [...keywords, ...sides.flatMap((side) => commentsOf(side).flatMap(jsdocAnys))];
}

function jsdocAnys({ text, side, line, guards }: Comment): readonly Mark[] {
  if (!text.startsWith('/**')) return [];
  return [...text.matchAll(/\{[^{}]*\}/g)]
    .filter(
      (match) =>
        /\bany\b|^\{\s*[.=?!]*\*[=?]*\s*\}$/.test(match[0]) && /@\w+\s*$/.test(text.slice(0, match.index)),
    )
    .map((match) => ({
      key: 'any',
      side,
      line: line + text.slice(0, match.index).split('\n').length - 1,
      context: guards,
    }));
}
