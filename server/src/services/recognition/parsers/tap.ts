import { parsedError, type ParsedError } from '../parsed-error.ts';
import { originOf, placeOf } from './javascript-stack.ts';
import { bareFrame } from './node-test.ts';
import type { Block, Findings, Parser } from './parser.ts';

/** A point of TAP that failed, with its details between `---` and `...`: of node:test, AVA, tap and others. */
export const tap: Parser = {
  tool: 'tap',
  begins: { holds: ['not ok'] },
  begin({ text }) {
    const found = point.exec(text);
    const name = found?.groups?.['name'];
    if (name === undefined || / # (?:skip|todo)\b/iu.test(name)) return undefined;
    return details(name, (found?.groups?.['indent'] ?? '').length);
  },
};

const point = /^(?<indent> {0,80})not ok \d{1,7}(?: - (?<name>.*))?$/u;
const detail = /^(?<indent> {1,120})(?<key>[a-zA-Z_]{1,40}):(?: (?<value>.*))?$/u;

function details(name: string, indent: number): Block {
  const values = new Map<string, string>();
  let key = '';
  let depth = 0;
  let stage: 'before' | 'inside' | 'over' = 'before';
  return {
    add({ text }) {
      const line = text.trim();
      if (stage === 'before') {
        stage = line === '---' ? 'inside' : 'over';
        return stage === 'inside';
      }
      if (stage === 'over') return false;
      if (line === '...') {
        stage = 'over';
        return true;
      }
      if (line !== '' && text.length - text.trimStart().length <= indent) return false;
      const own = detail.exec(text)?.groups;
      const at = own?.['indent']?.length ?? 0;
      if (own?.['key'] !== undefined && (depth === 0 || at <= depth)) {
        depth = at;
        key = own['key'];
        const value = own['value'] ?? '';
        values.set(key, /^[|>][+-]?$/u.test(value) ? '' : unquoted(value));
      } else values.set(key, `${values.get(key) ?? ''}\n${line}`.trimStart());
      return true;
    },
    finish: () => findingsOf(name, values),
  };
}

function unquoted(value: string): string {
  return /^'.*'$|^".*"$/u.test(value) ? value.slice(1, -1).replaceAll("''", "'") : value;
}

function findingsOf(name: string, values: ReadonlyMap<string, string>): Findings {
  const isOfNode = values.has('failureType');
  // A group is no failure of its own: what failed inside of it was told before.
  if (values.get('failureType') === 'subtestsFailed') return { errors: [] };
  // AVA says which assertion it was, where it says no more.
  const said = ['error', 'message', 'assertion'].map((key) => values.get(key)).find((value) => value);
  const [message = '', ...rest] = (said ?? name).split('\n');
  const frames = (values.get('stack') ?? values.get('at') ?? '')
    .split('\n')
    .map(bareFrame)
    .filter((frame) => frame !== undefined);
  const printed = values.get('code');
  const error: ParsedError = parsedError({
    tool: isOfNode ? 'node:test' : 'tap',
    severity: 'error',
    code: printed === undefined || printed === 'ERR_TEST_FAILURE' ? values.get('name') : printed,
    message,
    details: rest.filter((line) => line !== ''),
    location: originOf(frames) ?? placeOf(values.get('location') ?? ''),
    frames,
    test: name,
    expected: values.get('expected'),
    actual: values.get('actual'),
  });
  return { errors: [error] };
}
