import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import ts from 'typescript';
import type { Random } from '../../../test/support/unreliable-disk.ts';
import type { Source } from '../sources/index.mts';
import { unchecked } from '../sources/recipes.mts';

/** A function whose types are taken away. `index` counts the functions with a body of its file, outer before inner. */
export interface Place {
  readonly path: string;
  readonly index: number;
}

/** One type that was written: of the parameter at a position, or of the result. */
export interface Annotation {
  readonly slot: number | 'return';
  /** As it stood in the source, whatever the white space. */
  readonly text: string;
}

/** A file without the types of one of its functions. */
export interface Stripped {
  readonly original: string;
  readonly text: string;
  readonly annotations: readonly Annotation[];
  /** Where a person would put the caret: on the name of the function; where it has none, on its start. */
  readonly caret: number;
}

export type Typed =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration;

/** Functions with at least one written type, each as likely as the next, none twice. */
export function drawFunctions(
  source: Source,
  fileNames: readonly string[],
  count: number,
  random: Random,
): Place[] {
  const places = fileNames.flatMap((fileName) => {
    const text = readFileSync(fileName, 'utf8');
    if (text.startsWith(unchecked)) return [];
    const path = relative(source.root, fileName);
    return functionsIn(parse(path, text)).flatMap((node, index) =>
      writtenTypes(node).length > 0 ? [{ path, index }] : [],
    );
  });
  const drawn: Place[] = [];
  while (drawn.length < count && places.length > 0)
    drawn.push(...places.splice(Math.floor(random() * places.length), 1));
  return drawn;
}

/**
 * Takes the types of all parameters and of the result away; `?`, defaults, modifiers, type parameters and the whole of a
 * `this` parameter stay.
 */
export function strip(source: Source, { path, index }: Place): Stripped {
  const original = readFileSync(`${source.root}/${path}`, 'utf8');
  const file = parse(path, original);
  const node = functionsIn(file)[index];
  if (!node) throw new Error(`${path} has no function ${index}.`);
  const types = writtenTypes(node);
  let text = original;
  for (const { type } of types.toReversed())
    text = text.slice(0, startOfAnnotation(node, type, file)) + text.slice(type.end);
  const bare = functionAt(path, text, index);
  return {
    original,
    text,
    annotations: types.map(({ slot, type }) => ({ slot, text: normalized(type.getText(file)) })),
    caret: caretOn(bare.node, bare.file),
  };
}

/** The function of a place in another text of its file. */
export function functionAt(path: string, text: string, index: number): { node: Typed; file: ts.SourceFile } {
  const file = parse(path, text);
  const node = functionsIn(file)[index];
  if (!node) throw new Error(`The edit took functions out of ${path}.`);
  return { node, file };
}

export function typeAt(node: Typed, slot: Annotation['slot']): ts.TypeNode | undefined {
  return slot === 'return' ? node.type : node.parameters[slot]?.type;
}

/** The tokens of a type with one space between them: white space and comments do not count, everything else does. */
export function normalized(type: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, type);
  const tokens: string[] = [];
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) tokens.push(scanner.getTokenText());
  return tokens.join(' ');
}

export function caretOn(node: Typed, file: ts.SourceFile): number {
  const keyword = node.getChildren(file).find(({ kind }) => kind === ts.SyntaxKind.ConstructorKeyword);
  return (node.name ?? keyword ?? node).getStart(file);
}

function writtenTypes(node: Typed): { slot: Annotation['slot']; type: ts.TypeNode }[] {
  const parameters = node.parameters.flatMap(({ name, type }, slot) =>
    type && !(ts.isIdentifier(name) && name.text === 'this') ? [{ slot, type }] : [],
  );
  return node.type ? [...parameters, { slot: 'return' as const, type: node.type }] : parameters;
}

function startOfAnnotation(node: Typed, type: ts.TypeNode, file: ts.SourceFile): number {
  const parameter = node.parameters.find((each) => each.type === type);
  if (parameter) return (parameter.questionToken ?? parameter.name).end;
  const close = node.getChildren(file).find(({ kind }) => kind === ts.SyntaxKind.CloseParenToken);
  return close?.end ?? type.pos;
}

/** Everything with a body but accessors, whose results the raw service does not infer. */
function functionsIn(file: ts.SourceFile): Typed[] {
  const found: Typed[] = [];
  const visit = (node: ts.Node): void => {
    if (isTyped(node) && node.body) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isTyped(node: ts.Node): node is Typed {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node)
  );
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}
