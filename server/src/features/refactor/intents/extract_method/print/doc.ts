import type { Plan } from '../plan.ts';
import type { Typed } from '../signature/index.ts';
import { hasObjectParameter } from './parameters.ts';

/** The JSDoc of a function whose types are written there; `''` where there is nothing to say. */
export function docText(plan: Plan, types: readonly Typed[], indent: string): string {
  if (types.length === 0) return '';
  const members = types.map(({ name, type }) => `${name}: ${type ?? 'unknown'}`).join(', ');
  const tags = hasObjectParameter(plan)
    ? [`@param {{ ${members} }} values`]
    : types.map(({ name, type }) => (type === undefined ? `@param ${name}` : `@param {${type}} ${name}`));
  return `/**\n${tags.map((tag) => `${indent} * ${tag}\n`).join('')}${indent} */\n${indent}`;
}
