import { incidentFactNames, type IncidentFact } from '../../../protocol/index.ts';
import type { Facts } from './playbook.ts';

/** A text that begins with `$` stands for a fact of the incident; `$$` is a `$` that stands for itself. */
export interface Reference {
  readonly path: readonly PropertyKey[];
  /** Without the `$`; whether there is such a fact is another question. */
  readonly name: string;
}

/** Every reference in an input, with where it stands. */
export function referencesIn(input: unknown, path: readonly PropertyKey[] = []): readonly Reference[] {
  if (typeof input === 'string') {
    const name = referenceIn(input);
    return name === undefined ? [] : [{ path, name }];
  }
  if (Array.isArray(input)) return input.flatMap((each, index) => referencesIn(each, [...path, index]));
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, each]) => referencesIn(each, [...path, key]));
}

/** The input with facts in the place of references. A whole value is replaced or none: nothing is ever put into a text. */
export function filledIn(input: unknown, facts: Facts): unknown {
  if (typeof input === 'string') {
    const name = referenceIn(input);
    if (name === undefined) return input.startsWith('$$') ? input.slice(1) : input;
    return isFact(name) ? facts[name] : undefined;
  }
  if (Array.isArray(input)) return input.map((each) => filledIn(each, facts));
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(Object.entries(input).map(([key, each]) => [key, filledIn(each, facts)]));
}

export function isFact(name: string): name is IncidentFact {
  return (incidentFactNames as readonly string[]).includes(name);
}

function referenceIn(text: string): string | undefined {
  return text.startsWith('$') && !text.startsWith('$$') ? text.slice(1) : undefined;
}

/** One value of each fact, as it may be: by these a step is checked before there is an incident. */
export const sampleFacts: Required<Facts> = {
  source: 'analysis',
  kernel: 'analysis',
  signature: 's1:0123456789abcdef',
  tool: 'tsc',
  code: 'TS2304',
  file: 'src/index.ts',
  resource: 'memory',
  service: 'web',
  secret: 'API_KEY',
  artifact: 'config',
};
