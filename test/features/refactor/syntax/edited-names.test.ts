import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bindingsOf, type Binding } from '../../../../server/src/features/refactor/syntax/index.ts';
import { changeBetween } from '../../../../server/src/services/analysis/worker/syntax/parse-cache.ts';
import { ts } from '../../../../server/src/services/analysis/typescript.ts';
import { seeded } from '../../../support/unreliable-disk.ts';

const folder = join(import.meta.dirname, '../../../../server/src/features/refactor/syntax');
const editsEach = 25;

/** Declarations and uses that change what names elsewhere in the file mean. */
const typed = [
  '',
  'const ts = 1;\n',
  'var scope = node;\n',
  'function declare(source) { return source; }\n',
  'interface Scope { readonly x: Unit }\n',
  'type Binding = typeof lookup;\n',
  "import { node as around } from 'x';\n",
  '{ var root = 1; }\n',
  '}\n',
  '{\n',
  'x',
];

test('names mean in an edited file what they mean in one that is read anew, whatever was typed', () => {
  const random = seeded(20_261_127);
  const below = (count: number) => Math.floor(random() * count);
  for (const name of readdirSync(folder)) {
    let text = readFileSync(join(folder, name), 'utf8');
    let source = parse(text);
    for (let edit = 0; edit < editsEach; edit += 1) {
      const lines = text.split('\n');
      const at = lines.slice(0, below(lines.length)).join('\n').length;
      const removed = below(3) === 0 ? below(200) : 0;
      const next = text.slice(0, at) + (typed[below(typed.length)] ?? '') + text.slice(at + removed);
      source = ts.updateSourceFile(source, next, changeBetween(text, next));
      text = next;
      expect(said(source), `${name}, edit ${edit}`).toEqual(said(parse(text)));
    }
  }
});

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('a.ts', text, ts.ScriptTarget.ESNext, true);
}

function said(source: ts.SourceFile) {
  const bindings = bindingsOf(source);
  return {
    names: [...bindings.names].sort(),
    declared: [...bindings.root.values.values(), ...bindings.root.types.values()].map(sayBinding),
    uses: bindings.references.map(({ node, access, binding }) => {
      const around = bindings.scopeAround(node);
      const chain = scopesFrom(around);
      expect(chain.at(-1), node.text).toBe(bindings.root);
      const frames = chain.map(({ frame }) => (ts.isSourceFile(frame.node) ? frame : bindings.root));
      expect(
        frames.every((frame) => frame === bindings.root),
        node.text,
      ).toBe(true);
      const same = bindings.bindingOf(node) === binding;
      return `${node.pos} ${node.text} ${access} ${around.node.pos} ${same} ${binding ? sayBinding(binding) : '-'}`;
    }),
  };
}

function scopesFrom(scope: Binding['scope']): readonly Binding['scope'][] {
  return scope.parent ? [scope, ...scopesFrom(scope.parent)] : [scope];
}

function sayBinding({ name, kind, scope, declarations, references }: Binding): string {
  const at = (nodes: readonly ts.Node[]) => nodes.map(({ pos }) => pos).join();
  return `${kind} ${name} of ${scope.node.pos}: ${at(declarations)} used ${at(references.map(({ node }) => node))}`;
}
