import { fitsWildcards } from '../../../core/settings/index.ts';
import type { TextTest } from '../../../protocol/index.ts';

/**
 * Why a fact does not pass a test, as part of a sentence; `undefined` where it does. A test is a list of comparisons, all of
 * which have to hold: it always ends, and its cost is bounded by the lengths of what is compared.
 */
export function whyNotPassed(name: string, test: TextTest, value: string | undefined): string | undefined {
  const { is, not, any_of: anyOf, none_of: noneOf, like, present } = test;
  if (value === undefined) return present === false ? undefined : `nothing is known of its ${name}`;
  const said = `its ${name} is \`${value}\``;
  if (present === false) return said;
  if (is !== undefined && value !== is) return `${said}, not \`${is}\``;
  if (not !== undefined && value === not) return said;
  if (anyOf && !anyOf.includes(value)) return `${said}, none of ${listed(anyOf)}`;
  if (noneOf?.includes(value)) return said;
  if (like !== undefined && !fitsWildcards(like, value)) return `${said}, which is not like \`${like}\``;
  return undefined;
}

/** The same for all tests of a map; the first that does not pass speaks. */
export function whyNoMatch(
  tests: Readonly<Partial<Record<string, TextTest>>>,
  facts: Readonly<Partial<Record<string, string>>>,
): string | undefined {
  for (const [name, test] of Object.entries(tests)) {
    const why = test && whyNotPassed(name, test, facts[name]);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** How much a map of tests asks: of two that hold, the one that asks more is meant more. */
export function specificityOf(tests: Readonly<Partial<Record<string, TextTest>>>): number {
  return Object.values(tests).reduce((sum, test) => sum + (test ? weightOf(test) : 0), 0);
}

/** One value weighs most, a list less, a pattern less again. */
function weightOf({ is, any_of: anyOf, like }: TextTest): number {
  if (is !== undefined) return 4;
  if (anyOf) return 3;
  return like === undefined ? 1 : 2;
}

function listed(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
