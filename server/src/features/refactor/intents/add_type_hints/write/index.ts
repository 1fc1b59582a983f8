import { ts } from '../../../../../services/analysis/typescript.ts';
import type { TextEdit } from '../../../intent.ts';
import { isJavaScript, type Declaration, type FunctionNode, type Slot } from '../slots/declarations.ts';
import { jsdocEdits, type Said } from './jsdoc.ts';

/** In place of a type: takes the type that is there away. */
export const unsaid: Said = { text: '', isOmitted: false };

/** The edits that give types to the slots of one declaration. Each replaces a word, so that it can be told apart. */
export function editsFor(
  declaration: Declaration,
  saidOf: (slot: Slot) => Said | undefined,
  source: ts.SourceFile,
  path: string,
): readonly TextEdit[] {
  const { node } = declaration;
  if (isJavaScript(source)) return jsdocEdits(declaration, saidOf, source, path);
  const textOf = (slot: Slot) => saidOf(slot)?.text;
  if (ts.isArrowFunction(node) && !openingParen(node, source))
    return bareArrow(declaration, node, textOf, source, path);
  return declaration.slots.flatMap((slot) => {
    const text = textOf(slot);
    if (text === undefined) return [];
    const [start, end] =
      slot.kind === 'return' ? returnPlace(slot.node, source) : namePlace(slot.node, source);
    const { type } = slot.node;
    if (type && text === unsaid.text) return [{ path, span: { start: end, end: type.end }, newText: '' }];
    if (type) return [{ path, span: { start: type.getStart(source), end: type.end }, newText: text }];
    return [{ path, span: { start, end }, newText: `${source.text.slice(start, end)}: ${text}` }];
  });
}

/** `x => x` needs parentheses as soon as it says a type. */
function bareArrow(
  { slots }: Declaration,
  node: ts.ArrowFunction,
  textOf: (slot: Slot) => string | undefined,
  source: ts.SourceFile,
  path: string,
): readonly TextEdit[] {
  const [parameter] = node.parameters;
  const typed = slots.flatMap((slot) => {
    const text = textOf(slot);
    return text === undefined ? [] : [{ slot, text }];
  });
  if (!parameter || typed.length === 0) return [];
  const hint = (kind: Slot['kind']) => {
    const found = typed.find(({ slot }) => slot.kind === kind);
    return found ? `: ${found.text}` : '';
  };
  const span = { start: parameter.getStart(source), end: parameter.end };
  const newText = `(${source.text.slice(span.start, span.end)}${hint('parameter')})${hint('return')}`;
  return [{ path, span, newText }];
}

function openingParen(node: FunctionNode, source: ts.SourceFile): ts.Node | undefined {
  return node.getChildren(source).find(({ kind }) => kind === ts.SyntaxKind.OpenParenToken);
}

function returnPlace(node: FunctionNode, source: ts.SourceFile): readonly [number, number] {
  const paren = node.getChildren(source).findLast(({ kind }) => kind === ts.SyntaxKind.CloseParenToken);
  return paren ? [paren.getStart(source), paren.end] : [node.end, node.end];
}

type Named = Exclude<Slot, { readonly kind: 'return' }>['node'];

function namePlace(node: Named, source: ts.SourceFile): readonly [number, number] {
  const mark = ts.isVariableDeclaration(node)
    ? node.exclamationToken
    : (node.questionToken ?? (ts.isPropertyDeclaration(node) ? node.exclamationToken : undefined));
  return [node.name.getStart(source), (mark ?? node.name).end];
}
