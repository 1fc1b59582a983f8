import ts from 'typescript';
import { newProblems, type FullCompiler, type Overlay } from '../judge/full-compiler.mts';
import { functionAt, normalized, typeAt, type Annotation, type Place, type Stripped } from './functions.mts';

/** What became of the types of one function. */
export interface Recovered {
  readonly annotations: readonly RecoveredAnnotation[];
  /** What the compiler says of the project that it says neither of the original nor of the stripped one. */
  readonly newProblems: readonly string[];
}

interface RecoveredAnnotation {
  readonly slot: Annotation['slot'];
  readonly original: string;
  /** `undefined`: nothing was written. */
  readonly written: string | undefined;
  readonly exact: boolean;
  readonly wayOut: boolean;
}

/** `texts`: the files as they are after the types were added. */
export function recoveredIn(
  compiler: FullCompiler,
  place: Place,
  stripped: Stripped,
  texts: Overlay,
): Recovered {
  const file = `${compiler.root}/${place.path}`;
  const { node } = functionAt(place.path, texts.get(file) ?? stripped.text, place.index);
  const annotations = stripped.annotations.map(({ slot, text }): RecoveredAnnotation => {
    const type = typeAt(node, slot);
    if (!type) return { slot, original: text, written: undefined, exact: false, wayOut: false };
    const written = normalized(type.getText());
    const wayOut = wayOutsIn(written).some((each) => !wayOutsIn(text).includes(each));
    return { slot, original: text, written, exact: written === text, wayOut };
  });
  return { annotations, newProblems: addedBy(compiler, file, stripped, texts) };
}

function addedBy(compiler: FullCompiler, file: string, stripped: Stripped, texts: Overlay): string[] {
  if (texts.size === 1 && texts.get(file) === stripped.original) return [];
  const after = compiler.problems(texts);
  // What the stripped project says matters only where something is said at all, and is long to find out.
  if (newProblems(after, compiler.baseline).length === 0) return [];
  return newProblems(after, compiler.baseline, compiler.problems(new Map([[file, stripped.text]])));
}

/** The types that say nothing, in a type as a whole: itself, a member of its union or intersection, an element of its array. */
export function wayOutsIn(type: string): string[] {
  const source = ts.createSourceFile('type.ts', `type T = ${type};`, ts.ScriptTarget.Latest, true);
  const [statement] = source.statements;
  return statement && ts.isTypeAliasDeclaration(statement) ? wayOutsOf(statement.type) : [];
}

function wayOutsOf(type: ts.TypeNode): string[] {
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return type.types.flatMap(wayOutsOf);
  if (ts.isParenthesizedTypeNode(type) || ts.isTypeOperatorNode(type)) return wayOutsOf(type.type);
  if (ts.isArrayTypeNode(type)) return wayOutsOf(type.elementType);
  const text = normalized(type.getText());
  return ['any', 'unknown', 'object', 'Function', '{ }'].filter((each) => each === text);
}
