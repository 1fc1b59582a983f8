import { ts } from '../../../../../services/analysis/typescript.ts';
import type { Binding, Style } from '../../../syntax/index.ts';
import { bindingsOf } from '../../../syntax/index.ts';
import { isNever, type Plan } from '../plan.ts';
import { firstOf, isInside } from '../range.ts';
import { isInTry } from '../returned-promise.ts';
import type { Signature } from '../signature/index.ts';
import type { ValueForm } from '../value-form.ts';
import { hasObjectParameter } from './parameters.ts';

/** The lines that stand where the range stood. */
export function callLines(
  plan: Plan,
  signature: Signature,
  name: string,
  form: ValueForm,
  style: Style,
): readonly string[] {
  const call = callText(plan, signature, name);
  const end = style.semicolon;
  const { leaving, range } = plan;
  if (range.kind === 'expression') return [wrapCall(call, plan)];
  switch (leaving.kind) {
    case 'return':
      if (leaving.hasValue) return [`return ${awaitedInTry(call, plan)}${end}`];
      return plan.flow.completes ? [`${call}${end}`] : [`${call}${end}`, `return${end}`];
    case 'jump':
      return [...handBackLines(plan, call, style), `${leaving.statement}${end}`];
    case 'flag':
      return conditional(call, `${leaving.statement}${end}`, plan, style);
    case 'value':
      return valueLines(plan, call, form, style);
    default:
      return isNever(plan) ? [`${neverBack(plan)}${call}${end}`] : handBackLines(plan, call, style);
  }
}

function callText(
  { target, inputs, isAsync, isGenerator, ...rest }: Plan,
  signature: Signature,
  name: string,
): string {
  const names = inputs.map((each) => each.name);
  const isObject = hasObjectParameter({ target, inputs, isAsync, isGenerator, ...rest });
  const values = isObject ? `{ ${names.join(', ')} }` : names.join(', ');
  const generics = signature.hasHiddenGenerics
    ? `<${signature.generics.map((each) => each.name).join(', ')}>`
    : '';
  const receiver = target.kind === 'method' ? 'this.' : '';
  const word = isGenerator ? 'yield* ' : isAsync ? 'await ' : '';
  return `${word}${receiver}${name}${generics}(${values})`;
}

/** The checker takes the word of a declared function that it never returns, but not that of a constant. */
function neverBack({ target, flow: { frame } }: Plan): string {
  return target.kind === 'nested' && ts.isFunctionLike(frame) ? 'return ' : '';
}

/** Where a promise is returned from a `try`, awaiting it there keeps its failure in the reach of the `catch`. */
function awaitedInTry(call: string, { isAsync, range }: Plan): string {
  if (!isAsync) return call;
  return isInTry(firstOf(range)) ? call : call.replace(/^await /, '');
}

/** `await` and `yield*` bind less tightly than what may stand around an expression. */
function wrapCall(call: string, { range, isAsync, isGenerator }: Plan): string {
  const { parent } = firstOf(range);
  // Between elements, code stands in braces.
  if (ts.isJsxElement(parent) || ts.isJsxFragment(parent) || ts.isJsxAttribute(parent)) return `{${call}}`;
  if (!isAsync && !isGenerator) return call;
  const isLoose =
    ts.isExpressionStatement(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isArrowFunction(parent) ||
    ts.isIfStatement(parent);
  return isLoose ? call : `(${call})`;
}

/** Braces where the file writes them. */
function conditional(
  condition: string,
  statement: string,
  { flow }: Plan,
  { indent }: Style,
): readonly string[] {
  const isBare = /\bif \([^\n{]*\) (?:return|continue|break|throw)\b/.test(flow.home.getSourceFile().text);
  return isBare ? [`if (${condition}) ${statement}`] : [`if (${condition}) {`, `${indent}${statement}`, '}'];
}

function valueLines(plan: Plan, call: string, form: ValueForm, style: Style): readonly string[] {
  const { semicolon } = style;
  const [name] = freeNames(['result'], plan);
  const isFound = form === 'bare' ? `${name} !== undefined` : `${name}`;
  const value = form === 'bare' ? `${name}` : `${name}.value`;
  return [
    `const ${name} = ${call}${semicolon}`,
    ...conditional(isFound, `return ${value}${semicolon}`, plan, style),
  ];
}

function handBackLines(plan: Plan, call: string, style: Style): readonly string[] {
  const { outputs } = plan;
  const end = style.semicolon;
  const [only] = outputs;
  if (!only) return [`${call}${end}`];
  if (outputs.length === 1) return [`${target(only, plan)} = ${call}${end}`];
  const names = outputs.map(({ name }) => name).join(', ');
  const words = new Set(outputs.map((output) => keywordOf(output, plan)));
  if (words.size === 1) {
    const [word] = words;
    // A statement that begins with `(` would be read as the arguments of what stands above it.
    const guard = end === '' ? ';' : '';
    return word ? [`${word} { ${names} } = ${call}${end}`] : [`${guard}({ ${names} } = ${call})${end}`];
  }
  return mixedLines(plan, call, end);
}

/** Constants can be taken out of the result by their names; the others are set from it in a second step. */
function mixedLines(plan: Plan, call: string, end: string): readonly string[] {
  const others = plan.outputs.filter((output) => keywordOf(output, plan) !== 'const');
  const fresh = freeNames(
    others.map(({ name }) => `new${name.charAt(0).toUpperCase()}${name.slice(1)}`),
    plan,
  );
  const parts = plan.outputs.map((output) => {
    const index = others.indexOf(output);
    return index < 0 ? output.name : `${output.name}: ${fresh[index] ?? output.name}`;
  });
  return [
    `const { ${parts.join(', ')} } = ${call}${end}`,
    ...others.map((output, index) => `${target(output, plan)} = ${fresh[index] ?? output.name}${end}`),
  ];
}

/** What stands left of the `=` for a value that is handed back on its own. */
function target(output: Binding, plan: Plan): string {
  const word = keywordOf(output, plan);
  const declaration = output.declarations[0]?.parent;
  const type = declaration && ts.isVariableDeclaration(declaration) ? declaration.type?.getText() : undefined;
  return word === '' ? output.name : `${word} ${output.name}${word === 'let' && type ? `: ${type}` : ''}`;
}

/** How a value is declared where it is handed back; `''` for a variable that is declared already. */
function keywordOf(output: Binding, { flow, range }: Plan): '' | 'const' | 'let' | 'var' {
  if (!flow.declared.includes(output)) return '';
  if (output.kind === 'var') return 'var';
  const isChangedLater = output.references.some(
    ({ node, access }) => (access === 'write' || access === 'update') && !isInside(range, node),
  );
  return isChangedLater ? 'let' : 'const';
}

function freeNames(wanted: readonly string[], { flow }: Plan): readonly string[] {
  const taken = new Set(bindingsOf(flow.home.getSourceFile()).names);
  return wanted.map((base) => {
    let name = base;
    for (let count = 2; taken.has(name); count += 1) name = `${base}${count}`;
    taken.add(name);
    return name;
  });
}
