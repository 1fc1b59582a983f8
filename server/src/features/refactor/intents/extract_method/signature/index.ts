/** Signature promises the types of an extracted function in words that mean the same where it stands. */
import { ts } from '../../../../../services/analysis/typescript.ts';
import type { Style } from '../../../syntax/index.ts';
import type { TypedView } from '../../../intent.ts';
import { firstOf } from '../range.ts';
import type { Needed } from '../../../types/index.ts';
import { canImport, nameInProject } from '../importing.ts';
import { isJavaScript, type Plan } from '../plan.ts';
import { isSeenAt, isStatic } from '../targets.ts';
import { hasObjectParameter } from '../print/parameters.ts';
import { waysToDeclare, type Generic } from './generics.ts';
import { returnTypeOf } from './return-type.ts';
import type { TypePlace, TypeText } from './type-text.ts';
import { typeOfInput, type Precision } from './value-type.ts';

export interface Signature {
  readonly parameters: readonly Typed[];
  readonly locals: readonly Typed[];
  readonly generics: readonly Generic[];
  /** Whether a call has to name the type arguments, since no parameter tells them. */
  readonly hasHiddenGenerics: boolean;
  readonly returnType: string | undefined;
  /** Types of the parameters that go into JSDoc, where they cannot stand beside their names. */
  readonly documented: readonly Typed[];
  readonly imports: readonly Needed[];
}

export interface Typed {
  readonly name: string;
  readonly type: string | undefined;
}

/** The signatures of a plan, the plainest first; none when one of its types cannot be written at the target. */
export function signaturesOf(
  plan: Plan,
  view: TypedView,
  style: Style,
  precision: Precision,
): readonly Signature[] {
  const place = placeOf(plan, view, style);
  if (isJavaScript(view.source)) {
    const signature = inJavaScript(plan, view, place, precision);
    return signature ? [signature] : [];
  }
  const texts: TypeText[] = [];
  const typed: Typed[] = [];
  for (const binding of plan.inputs) {
    const found = typeOfInput(binding, plan, place, precision);
    if (!found) return [];
    if (found !== 'untyped') texts.push(found);
    typed.push({ name: binding.name, type: found === 'untyped' ? undefined : found.text });
  }
  const locals = plan.locals.map((binding): Typed => {
    const found = isAnnotated(plan, binding.name) ? typeOfInput(binding, plan, place, 'plain') : undefined;
    if (!found || found === 'untyped') return { name: binding.name, type: undefined };
    texts.push(found);
    return { name: binding.name, type: found.text };
  });
  const returned = returnTypeOf(plan, view, place, precision);
  if (returned) texts.push(returned);
  const imports = texts.flatMap((each) => each.imports);
  if (!imports.every((each) => canImport(each, view))) return [];
  const told = typed.map(({ type }) => type).join(' ');
  const named = new Set([...plan.typeParameters, ...texts.flatMap(({ typeParameters }) => typeParameters)]);
  const isTold = (name: string) => new RegExp(`\\b${name}\\b`).test(told);
  return waysToDeclare([...named], place, isTold).map((generics) => ({
    parameters: typed,
    locals,
    generics,
    hasHiddenGenerics: generics.some(({ name }) => !isTold(name)),
    returnType: returned?.text,
    documented: [],
    imports,
  }));
}

/** In JavaScript, types are for a file that has its own written down, or checked. */
function inJavaScript(
  plan: Plan,
  view: TypedView,
  place: TypePlace,
  precision: Precision,
): Signature | undefined {
  const { text } = view.source;
  const isChecked =
    view.program.getCompilerOptions().checkJs === true || /^\s*\/\/\s*@ts-check\b/m.test(text);
  const isDocumented = isChecked || /\*\s*@param\s*\{/.test(text);
  if (!isDocumented || plan.target.kind === 'nested') return untyped(plan);
  const documented: Typed[] = [];
  for (const binding of plan.inputs) {
    const found = typeOfInput(binding, plan, place, precision);
    if (found !== 'untyped' && (!found || found.typeParameters.length + found.imports.length > 0))
      return isChecked ? undefined : untyped(plan);
    documented.push({ name: binding.name, type: found === 'untyped' ? undefined : found.text });
  }
  const isSaid = ({ type }: Typed) => type !== undefined;
  // The members of one object are described together or not at all.
  const isWorthSaying = hasObjectParameter(plan) ? documented.every(isSaid) : documented.some(isSaid);
  return { ...untyped(plan), documented: isWorthSaying ? documented : [] };
}

function untyped({ inputs, locals }: Plan): Signature {
  const bare = (names: Plan['inputs']) => names.map(({ name }) => ({ name, type: undefined }));
  return {
    parameters: bare(inputs),
    locals: bare(locals),
    generics: [],
    hasHiddenGenerics: false,
    returnType: undefined,
    documented: [],
    imports: [],
  };
}

/** A variable without annotation takes its type from what is assigned, and does so in its new place. */
function isAnnotated({ locals }: Plan, name: string): boolean {
  const declaration = locals.find((each) => each.name === name)?.declarations[0]?.parent;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.type !== undefined;
}

function placeOf({ target, range }: Plan, view: TypedView, { quote }: Style): TypePlace {
  const { checker } = view;
  const quotes =
    quote === "'" ? ts.NodeBuilderFlags.UseSingleQuotesForStringLiteralType : ts.NodeBuilderFlags.None;
  return {
    checker,
    quote,
    at: firstOf(range),
    flags: ts.NodeBuilderFlags.NoTruncation | quotes,
    isSeen: (binding) => isSeenAt(binding, target),
    nameOf: (symbol) => nameInProject(symbol, firstOf(range), view),
    isJavaScript: isJavaScript(view.source),
    hasThis: target.kind === 'nested' || (target.kind === 'method' && !isStatic(target.anchor)),
  };
}
