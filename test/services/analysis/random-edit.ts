import { ts } from '../../../server/src/services/analysis/typescript.ts';

export interface RandomEdit {
  readonly text: string;
  readonly what: string;
}

type Draw = (below: number) => number;
type Operator = (text: string, source: ts.SourceFile, draw: Draw) => string | undefined;

/** One to three changes of a module, of the kinds that a person or a refactor makes, right or wrong. */
export function randomEdit(text: string, draw: Draw): RandomEdit {
  const count = 1 + draw(3);
  let edited = text;
  const done: string[] = [];
  for (let attempt = 0; done.length < count && attempt < 20; attempt += 1) {
    const names = Object.keys(operators);
    const name = names[draw(names.length)] ?? '';
    const source = ts.createSourceFile('/a.ts', edited, ts.ScriptTarget.ES2022, true);
    const next = operators[name]?.(edited, source, draw);
    if (next === undefined || next === edited) continue;
    edited = next;
    done.push(name);
  }
  return { text: edited, what: done.join(', ') };
}

const operators: Readonly<Record<string, Operator>> = {
  'another keyword for a type': (text, source, draw) => {
    const keywords = ['string', 'number', 'boolean', 'unknown', 'undefined'];
    return replaceOne(
      text,
      draw,
      nodesIn(source, isTypeKeyword),
      () => keywords[draw(keywords.length)] ?? '',
    );
  },
  'another name': (text, source, draw) => {
    const names = nodesIn(source, ts.isIdentifier).map((each) => each.getText());
    return replaceOne(text, draw, nodesIn(source, ts.isIdentifier), () => names[draw(names.length)] ?? '');
  },
  'another number': (text, source, draw) =>
    replaceOne(text, draw, nodesIn(source, ts.isNumericLiteral), () => String(draw(100))),
  'text for a number': (text, source, draw) =>
    replaceOne(text, draw, nodesIn(source, ts.isNumericLiteral), () => "'text'"),
  'no statement': (text, source, draw) => replaceOne(text, draw, nodesIn(source, ts.isStatement), () => ''),
  'no member': (text, source, draw) => replaceOne(text, draw, nodesIn(source, ts.isClassElement), () => ''),
  'no written result': (text, source, draw) =>
    replaceOne(
      text,
      draw,
      nodesIn(source, ts.isTypeNode).filter(({ parent }) => ts.isFunctionLike(parent) && 'body' in parent),
      (node) => (ts.isFunctionLike(node.parent) && node.parent.type === node ? 'unknown' : node.getText()),
    ),
  'no export': (text, _source, draw) => replaceWord(text, draw, /\bexport /g, ''),
  'a let for a const': (text, _source, draw) => replaceWord(text, draw, /\bconst\b(?! =)/g, 'let'),
  'an optional property': (text, _source, draw) => replaceWord(text, draw, /(?<=readonly \w+): /g, '?: '),
  'a line in a body': (text, _source, draw) => {
    const lines = [
      'count += 1;',
      'current = undefined;',
      'lastReason = undefined;',
      'void limit;',
      "never('x');",
    ];
    return replaceWord(text, draw, /\{\n(?= {2,})/g, `{\n    ${lines[draw(lines.length)] ?? ''}\n`);
  },
  'an extracted function': (text, source, draw) => {
    const calls = nodesIn(source, ts.isCallExpression);
    const call = calls[draw(calls.length)];
    if (!call) return undefined;
    const name = `extracted${draw(3)}`;
    const made = `\nfunction ${name}(): number {\n  return 1;\n}\n`;
    return `${text.slice(0, call.getStart())}${name}()${text.slice(call.end)}${made}`;
  },
  'statements in another order': (text, source, draw) => {
    const at = draw(Math.max(1, source.statements.length - 1));
    const [one, next] = [source.statements[at], source.statements[at + 1]];
    if (!one || !next) return undefined;
    return text.slice(0, one.getFullStart()) + next.getFullText() + one.getFullText() + text.slice(next.end);
  },
};

function nodesIn<T extends ts.Node>(source: ts.SourceFile, is: (node: ts.Node) => node is T): readonly T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeKeyword(node: ts.Node): node is ts.KeywordTypeNode {
  return [
    ts.SyntaxKind.StringKeyword,
    ts.SyntaxKind.NumberKeyword,
    ts.SyntaxKind.BooleanKeyword,
    ts.SyntaxKind.UnknownKeyword,
    ts.SyntaxKind.UndefinedKeyword,
  ].includes(node.kind);
}

function replaceOne(
  text: string,
  draw: Draw,
  nodes: readonly ts.Node[],
  by: (node: ts.Node) => string,
): string | undefined {
  const node = nodes[draw(Math.max(1, nodes.length))];
  return node && text.slice(0, node.getStart()) + by(node) + text.slice(node.end);
}

function replaceWord(text: string, draw: Draw, pattern: RegExp, by: string): string | undefined {
  const found = [...text.matchAll(pattern)];
  const match = found[draw(Math.max(1, found.length))];
  return match && text.slice(0, match.index) + by + text.slice(match.index + match[0].length);
}
