import { expect, it } from 'vitest';
import { jsonReport } from '../../../server/src/services/recognition/parsers/json-report.ts';

const problem = { tool: 'eslint', severity: 'error', message: 'no' } as const;

it('reads a report once, when it ends, however many brackets are closed inside', () => {
  const report = [
    '[{"filePath": "a", "messages": [',
    ...Array<string[]>(500).fill(['{', '}']).flat(),
    ']',
    '}',
    ']',
  ];
  expect(reads(report)).toEqual([report.join('\n')]);
});

it('never reads one that does not end, and gives its lines back', () => {
  expect(
    reads(['[{"filePath": "a"', ...Array<string>(500).fill('{'), ...Array<string>(400).fill('}')]),
  ).toEqual([]);
});

it('takes no bracket in a string for one', () => {
  const report = String.raw`[{"filePath": "a}]\"}]"}]`;
  expect(reads([report])).toEqual([report]);
});

/** What was given to be read. */
function reads(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  const parser = jsonReport('eslint', '[{"filePath":', (text) => {
    texts.push(text);
    return [problem];
  });
  const [first = '', ...more] = lines;
  const block = parser.begin({ number: 1, text: first, whole: first }, { before: [] });
  for (const text of more) if (block?.add({ number: 2, text, whole: text }) !== true) break;
  expect(block?.finish()).toMatchObject(texts.length > 0 ? { giveBack: 0 } : { giveBack: more.length });
  return texts;
}
