/** Lines kept of a value in a difference. */
const valueLinesMax = 50;

/**
 * What was expected and what there was, from a difference as test runners print it: a legend that says which sign is
 * which (`- Expected`, `+ expected - actual`), then lines with these signs; or `Expected: 4` and `Received: 3`.
 */
export function differenceOf(lines: readonly string[]): { expected?: string; actual?: string } {
  const values = { expected: named(lines, 'Expected'), actual: named(lines, 'Received') };
  const legend = lines.findIndex((line) =>
    /^\s*(?:- Expected|\+ expected - actual|\+ actual - expected)/u.test(line),
  );
  if (legend >= 0) {
    const isExpectedMinus = !/^\s*\+ expected/u.test(lines[legend] ?? '');
    const changes = lines.slice(legend + 1).filter((line) => !/^\s*\+ Received/u.test(line));
    const minus = signed(changes, '-');
    const plus = signed(changes, '+');
    values.expected ??= isExpectedMinus ? minus : plus;
    values.actual ??= isExpectedMinus ? plus : minus;
  }
  const { expected, actual } = values;
  return { ...(expected === undefined ? {} : { expected }), ...(actual === undefined ? {} : { actual }) };
}

function named(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((candidate) => candidate.trimStart().startsWith(`${name}: `));
  return line?.trimStart().slice(name.length + 2);
}

function signed(lines: readonly string[], sign: string): string | undefined {
  const values = lines
    .map((line) => line.trimStart())
    .filter((line) => line.startsWith(sign))
    .map((line) => line.slice(1).trim());
  return values.length === 0 ? undefined : values.slice(0, valueLinesMax).join('\n');
}
