import { ts } from '../../../../../services/analysis/typescript.ts';
import type { TypedView } from '../../../intent.ts';
import { isNever, type Plan } from '../plan.ts';
import { textOfNode, textOfType, type TypePlace, type TypeText } from './type-text.ts';
import { typeOfOutput, type Precision } from './value-type.ts';

/**
 * The return type to write, where the file's own functions carry theirs, or where the checker would infer another one:
 * a function that never returns, or one that hands back a literal.
 */
export function returnTypeOf(
  plan: Plan,
  view: TypedView,
  place: TypePlace,
  precision: Precision,
): TypeText | undefined {
  if (isNever(plan)) return wrap('never', plan);
  if (plan.isGenerator) return undefined;
  // Where inference went wrong, what the code around expects of the value may put it right.
  if (precision === 'exact') return expectedType(plan, place);
  if (!isAnnotatingFile(view.source) && !hasLiteralOutput(plan, place)) return undefined;
  switch (plan.leaving.kind) {
    case 'flag':
      return wrap('boolean', plan);
    case 'value':
      return undefined;
    case 'return':
      return plan.leaving.hasValue ? returnTypeAround(plan, place) : wrap('void', plan);
    default:
      return typeOfOutputs(plan, place);
  }
}

function expectedType(plan: Plan, place: TypePlace): TypeText | undefined {
  const { range, leaving } = plan;
  if (range.kind === 'expression') {
    const type = plan.isAsync ? undefined : place.checker.getContextualType(range.expression);
    return type && textOfType(type, place);
  }
  if (leaving.kind === 'return') return leaving.hasValue ? returnTypeAround(plan, place) : undefined;
  return hasLiteralOutput(plan, place) ? typeOfOutputs(plan, place) : undefined;
}

function typeOfOutputs(plan: Plan, place: TypePlace): TypeText | undefined {
  if (plan.range.kind === 'expression') return undefined;
  const texts: TypeText[] = [];
  for (const binding of plan.outputs) {
    const text = typeOfOutput(binding, plan, place);
    if (!text) return undefined;
    texts.push(text);
  }
  const typeParameters = texts.flatMap((each) => each.typeParameters);
  const imports = texts.flatMap((each) => each.imports);
  const [only] = texts;
  if (!only) return wrap('void', plan);
  if (texts.length === 1) return { text: wrap(only.text, plan).text, typeParameters, imports };
  const members = plan.outputs.map(({ name }, index) => `${name}: ${texts[index]?.text ?? 'unknown'}`);
  return { text: wrap(`{ ${members.join('; ')} }`, plan).text, typeParameters, imports };
}

function wrap(text: string, { isAsync }: Plan): TypeText {
  return { text: isAsync ? `Promise<${text}>` : text, typeParameters: [], imports: [] };
}

/** What the function around says it returns, where the new one returns just that. */
function returnTypeAround({ flow, isAsync }: Plan, place: TypePlace): TypeText | undefined {
  const { frame } = flow;
  if (!ts.isFunctionLike(frame) || !frame.type) return undefined;
  if (ts.isTypePredicateNode(frame.type)) return undefined;
  const isAsyncAround =
    ts.canHaveModifiers(frame) &&
    (ts.getModifiers(frame) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  return isAsyncAround === isAsync ? textOfNode(frame.type, place) : undefined;
}

/** A constant that holds a literal has its type; returned by a function that infers, it would lose it. */
function hasLiteralOutput({ outputs }: Plan, { checker }: TypePlace): boolean {
  return outputs.some((binding) => {
    const name = binding.declarations[0];
    if (binding.kind !== 'const' || !name) return false;
    return Boolean(checker.getTypeAtLocation(name).flags & ts.TypeFlags.Literal);
  });
}

const annotatedShareMin = 0.5;
const styles = new WeakMap<ts.SourceFile, boolean>();

/** Whether functions and methods of a file mostly say what they return. */
function isAnnotatingFile(source: ts.SourceFile): boolean {
  const known = styles.get(source);
  if (known !== undefined) return known;
  let all = 0;
  let annotated = 0;
  const visit = (node: ts.Node): void => {
    if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.body) {
      all += 1;
      if (node.type) annotated += 1;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const answer = all > 0 && annotated / all > annotatedShareMin;
  styles.set(source, answer);
  return answer;
}
