import { ts } from '../../../../services/analysis/typescript.ts';
import { bindingsOf } from '../../syntax/index.ts';
import type { Flow } from './flow/index.ts';
import { nodesOf, type Range } from './range.ts';

/** A name for the function that a range becomes, unlike every name of the file. */
export function nameFor(range: Range, flow: Flow, taken: ReadonlySet<string>): string {
  const source = flow.home.getSourceFile();
  const base = baseNameOf(range, flow);
  const { names } = bindingsOf(source);
  let name = base;
  for (let count = 2; names.has(name) || taken.has(name); count += 1) name = `${base}${count}`;
  return name;
}

function baseNameOf(range: Range, flow: Flow): string {
  const [declared] = flow.declared;
  const [changed] = flow.changed.filter((each) => each.isReadLater);
  const value = declared?.name ?? changed?.binding.name;
  if (value !== undefined) return `get${capital(value)}`;
  const called = firstCall(range);
  return called === undefined ? 'apply' : /^[a-z]/.test(called) ? `run${capital(called)}` : `make${called}`;
}

function firstCall(range: Range): string | undefined {
  let found: string | undefined;
  const visit = (node: ts.Node): void => {
    if (found !== undefined) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const callee = node.expression;
      const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
      if (ts.isIdentifier(name)) found = name.text;
    }
    ts.forEachChild(node, visit);
  };
  for (const node of nodesOf(range)) visit(node);
  return found;
}

function capital(name: string): string {
  const letters = name.replace(/^[^A-Za-z]+/, '');
  return letters.charAt(0).toUpperCase() + letters.slice(1);
}
