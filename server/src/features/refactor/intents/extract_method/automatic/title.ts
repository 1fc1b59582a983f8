import { ts } from '../../../../../services/analysis/typescript.ts';
import type { FunctionWithBody } from '../../../metrics/function-with-body.ts';
import { complexityMax, linesMax, type Choice, type Rest } from '../choose/index.ts';
import { linesInWords } from '../lines-in-words.ts';
import { nameOf } from '../name-of.ts';

/** More names than this are counted. */
const namesMax = 3;

/** What is taken out of a function: ‘a’, ‘b’ and 2 more. */
export function titleFor(names: readonly string[], of: FunctionWithBody): string {
  return `Extract ${listOf(names)} from ${nameOfFunction(of)}`;
}

/** Where the one part is that is taken: nothing is selected that would show it. */
export function titleOfPart({ range, plan, of }: Choice): string {
  return `Extract ${linesInWords(range)} of ${nameOfFunction(of)} to ‘${nameOf(plan, new Set())}’`;
}

/** Only what is too much is worth words. */
export function gainInWords(before: Rest, after: Rest): string {
  const gains = [
    ...(before.complexity > complexityMax ? [`complexity ${before.complexity} → ${after.complexity}`] : []),
    ...(before.lines > linesMax ? [`${before.lines} → ${after.lines} lines`] : []),
  ];
  return gains.length === 0 ? '' : ` (${gains.join(', ')})`;
}

function listOf(names: readonly string[]): string {
  const quoted = names.map((name) => `‘${name}’`);
  if (quoted.length <= 1) return quoted.join();
  if (quoted.length <= namesMax) return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1) ?? ''}`;
  return `${quoted.slice(0, namesMax - 1).join(', ')} and ${quoted.length - namesMax + 1} more`;
}

/** A function as a title calls it. */
function nameOfFunction(of: ts.SignatureDeclaration): string {
  const { name, parent } = of;
  if (ts.isConstructorDeclaration(of)) return 'the constructor';
  const holder =
    ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name : undefined;
  const told = name ?? holder;
  return told === undefined ? 'this function' : `‘${told.getText()}’`;
}
