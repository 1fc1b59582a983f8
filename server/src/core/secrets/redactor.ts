import { formsOf } from './forms.ts';
import { limits } from './limits.ts';

/** Knows the secrets of this process, and takes them out of whatever is about to be seen. */
export interface Redactor {
  /** From now on the value is taken out, in every form. An older value of the name still is: it may be on its way. */
  learn(name: string, value: string): void;
  redact(text: string): string;
  /** The same for every text in a value that is made of plain data; the value itself where there is nothing to take out. */
  redactAll<T>(value: T): T;
  /** Whether a child must not get this variable: it is a secret, or holds one. */
  hides(name: string, value: string): boolean;
}

export function createRedactor(): Redactor {
  const names = new Set<string>();
  /** The name of each form. */
  const forms = new Map<string, string>();
  const values = new Set<string>();
  let pattern: RegExp | undefined;

  const redact = (text: string): string =>
    pattern === undefined ? text : text.replaceAll(pattern, (form) => `[secret ${forms.get(form) ?? ''}]`);

  function redactAll<T>(value: T, depth = 0): T {
    if (pattern === undefined) return value;
    if (typeof value === 'string') return redact(value) as T;
    if (typeof value !== 'object' || value === null || depth > limits.depthMax) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => redactAll(item, depth + 1)) as T;
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, redactAll<unknown>(item, depth + 1)]),
    ) as T;
  }

  return {
    learn(name, value) {
      if (value.trim().length < limits.lengthMin || value.length > limits.lengthMax) return;
      names.add(name.toUpperCase());
      if (values.has(value) || values.size >= limits.secretsMax) return;
      values.add(value);
      for (const form of formsOf(value)) if (!forms.has(form)) forms.set(form, name);
      // The longest first, so that nothing of it is left where a shorter form is a part of it.
      const longestFirst = [...forms.keys()].sort((a, b) => b.length - a.length);
      pattern = new RegExp(longestFirst.map(literal).join('|'), 'gu');
    },
    redact,
    redactAll: (value) => redactAll(value),
    hides: (name, value) => names.has(name.toUpperCase()) || redact(value) !== value,
  };
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
