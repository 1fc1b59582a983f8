import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { groupedBy } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf, plainText } from '../syntax.ts';

/** A declared type that admits more than it did: made optional, or widened to something nearly everything fits. */
export const loosenedType = defineCheat({
  id: 'loosened_type',
  title: 'A declared type admits more than before',
  severity: 'behaviour',
  *find(change) {
    const now = groupedBy(declared(change.after), ({ name }) => name);
    const earlier = declared(change.before);
    const then = groupedBy(earlier, ({ name }) => name);
    for (const before of earlier) {
      const candidates = now.get(before.name) ?? [];
      // Overloads share a name; which became which is not to be told.
      if ((then.get(before.name) ?? []).length > 1 || candidates.length > 1) continue;
      const [after] = candidates;
      const what = after && wider(before, after);
      if (!after || what === undefined) continue;
      yield {
        file: after.side.path,
        line: after.line,
        message: `The type of ${before.name} admits more than before: ${what}.`,
      };
    }
  },
});

interface Declared {
  readonly name: string;
  readonly side: Side;
  readonly line: number;
  readonly type: string;
  readonly optional: boolean;
}

function declared(sides: readonly Side[]): readonly Declared[] {
  return collect(sides, (node, side): Declared | undefined => {
    const typed =
      ts.isParameter(node) ||
      ts.isPropertySignature(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isMethodSignature(node) ||
      ts.isTypeAliasDeclaration(node);
    if (!typed || !node.name || !node.type) return undefined;
    const path = pathOf(node);
    const optional = 'questionToken' in node && node.questionToken !== undefined;
    return path === undefined
      ? undefined
      : { name: path, side, line: lineOf(node), type: plainText(node.type), optional };
  });
}

/** Names of the declarations around a node; nothing for what sits in a nameless function, which has no identity. */
function pathOf(node: ts.Node): string | undefined {
  const names: string[] = [];
  for (let around = node; !ts.isSourceFile(around); around = around.parent) {
    const nameless =
      (ts.isArrowFunction(around) || ts.isFunctionExpression(around)) &&
      !ts.isVariableDeclaration(around.parent);
    if (nameless || ts.isFunctionTypeNode(around)) return undefined;
    const name = (around as ts.NamedDeclaration).name;
    if (name) names.unshift(name.getText());
  }
  return names.join('.');
}

const everything = /^(unknown|object|Function|\{\}|Object|Partial<.*>|Record<string, (unknown|any)>|any)$/;

function wider(before: Declared, after: Declared): string | undefined {
  if (before.type === 'any' || before.type === 'any[]') return undefined;
  if (!before.optional && after.optional) return 'it is optional now';
  if (before.type === after.type) return undefined;
  if (everything.test(after.type) && !everything.test(before.type))
    return `${before.type} became ${after.type}`;
  for (const addition of ['null', 'undefined', 'unknown', 'any', 'object', 'Function']) {
    const parts = after.type.split('|').map((part) => part.trim());
    const was = before.type.split('|').map((part) => part.trim());
    if (addition === 'undefined' && before.optional) continue;
    if (parts.includes(addition) && !was.includes(addition) && was.every((part) => parts.includes(part)))
      return `${addition} is let in`;
  }
  const indexed = /\[\w+: (string|number|symbol)\]: (unknown|any)/;
  return indexed.test(after.type) && !indexed.test(before.type) ? 'any member is let in' : undefined;
}
