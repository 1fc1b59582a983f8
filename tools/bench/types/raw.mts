import type ts from 'typescript';
import { messageOf } from '../../../server/src/base/index.ts';
import type { FullCompiler } from '../judge/full-compiler.mts';
import { format, preferences, textsAfter, type RawService } from '../judge/raw-service.mts';
import { caretOn, functionAt, typeAt, type Place, type Stripped } from './functions.mts';
import { recoveredIn, type Recovered } from './recovered.mts';

/** What TypeScript's own language service gives back. */
export interface RawRecovery {
  /** After the `inferFromUsage` fix at each parameter in turn. */
  readonly parameters: Recovered;
  /** After *Infer function return type* on top of that: the best it can do in combination. */
  readonly both: Recovered;
  readonly ms: number;
  readonly failed: readonly string[];
}

export interface RawPorts {
  readonly raw: RawService;
  readonly compiler: FullCompiler;
}

interface Work extends RawPorts {
  readonly place: Place;
  readonly stripped: Stripped;
  readonly file: string;
  texts: Map<string, string>;
  readonly failed: string[];
}

export function recoverRaw({ raw, compiler }: RawPorts, place: Place, stripped: Stripped): RawRecovery {
  const file = `${compiler.root}/${place.path}`;
  const work: Work = { raw, compiler, place, stripped, file, texts: new Map(), failed: [] };
  lay(work, new Map([[file, stripped.text]]));
  const started = performance.now();
  for (const { slot } of stripped.annotations) if (slot !== 'return') fixParameter(work, slot);
  const afterParameters = work.texts;
  if (stripped.annotations.some(({ slot }) => slot === 'return')) inferReturn(work);
  const ms = performance.now() - started;
  const parameters = recoveredIn(compiler, place, stripped, afterParameters);
  const both =
    work.texts === afterParameters ? parameters : recoveredIn(compiler, place, stripped, work.texts);
  return { parameters, both, ms, failed: work.failed };
}

function lay(work: Work, texts: Map<string, string>): void {
  work.texts = texts;
  work.raw.lay(texts);
}

/** What the compiler calls a parameter, or one with `...`, that has no type: the fix is registered under these. */
const implicitAnyCodes = { plain: 7006, rest: 7019 };

function fixParameter(work: Work, slot: number): void {
  const { raw, file } = work;
  const { node, source } = current(work);
  const parameter = node.parameters[slot];
  if (!parameter || typeAt(node, slot)) return;
  const code = parameter.dotDotDotToken ? implicitAnyCodes.rest : implicitAnyCodes.plain;
  const [start, end] = [parameter.name.getStart(source), parameter.name.end];
  attempt(work, () => {
    const fixes = raw.service.getCodeFixesAtPosition(file, start, end, [code], format, preferences);
    return fixes.find(({ fixName }) => fixName === 'inferFromUsage')?.changes;
  });
}

const returnAction = 'Infer function return type';

function inferReturn(work: Work): void {
  const { raw, file } = work;
  const { node, source } = current(work);
  // The service looks outwards from a token of the function itself, which the name of a variable is not.
  const at = caretOn(node, source);
  attempt(
    work,
    () => raw.service.getEditsForRefactor(file, format, at, returnAction, returnAction, preferences)?.edits,
  );
}

function attempt(work: Work, changes: () => readonly ts.FileTextChanges[] | undefined): void {
  try {
    const made = changes();
    if (made && made.length > 0) lay(work, new Map([...work.texts, ...textsAfter(work.raw, made)]));
  } catch (thrown) {
    work.failed.push(messageOf(thrown));
  }
}

function current({ place, texts, file, stripped }: Work) {
  const { node, file: source } = functionAt(place.path, texts.get(file) ?? stripped.text, place.index);
  return { node, source };
}
