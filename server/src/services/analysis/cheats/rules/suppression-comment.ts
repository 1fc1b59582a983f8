import { commentsOf, type Comment } from '../comments.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';

/** A comment that tells a checker to look away. Fewer rules named in the same comment are an improvement, more are not. */
export const suppressionComment = defineCheat({
  id: 'suppression_comment',
  title: 'A comment tells a checker to look away',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(
      change.before.flatMap((side) => commentsOf(side).flatMap(suppressions)),
      change.after.flatMap((side) => commentsOf(side).flatMap(suppressions)),
    );
    for (const { side, line, key } of gained) {
      yield { file: side.path, line, message: `A comment is added that silences a checker: ${key}.` };
    }
  },
});

const directives: readonly RegExp[] = [
  /@ts-(?:ignore|expect-error|nocheck)\b/,
  /\beslint-(?:disable|env)[\w-]*/,
  /\b(?:biome-ignore(?:-\w+)?|oxlint-disable[\w-]*|tslint:disable[\w:-]*|deno-lint-ignore(?:-file)?|stylelint-disable[\w-]*)/,
  /\b(?:prettier-ignore(?:-start)?|jshint ignore|jscs:disable|standard:disable|noinspection|NOSONAR|nosemgrep|dprint-ignore(?:-file)?)\b/,
  /\$Flow(?:FixMe|Issue|IgnoreMe)\b/,
  /@generated\b|\bDO NOT EDIT\b/,
];

function suppressions(comment: Comment): readonly Mark[] {
  const keys = [...directiveKeys(comment.text), ...inlineRules(comment.text)];
  return keys.map((key) => ({ key, side: comment.side, line: comment.line, context: comment.guards }));
}

function directiveKeys(text: string): readonly string[] {
  const body = text.replace(/^\/[*/]+\s*|\s*\*\/$/g, '');
  const found = directives.map((pattern) => pattern.exec(body)).find((match) => match !== null);
  if (!found) return [];
  // The two one-line forms of a directive say the same thing.
  const name = found[0].replace(/-(next-)?line$/, ' for one line');
  const rest = body.slice(found.index + found[0].length).split('--')[0] ?? '';
  if (!/^(eslint|oxlint|biome|tslint|deno)/.test(name)) return [name];
  const rules = rest.match(/[@\w][\w/@-]*(?:\/[\w-]+)*/g) ?? [];
  if (rules.length === 0) return [name];
  return name.startsWith('biome') ? [`${name} ${rules[0] ?? ''}`] : rules.map((rule) => `${name} ${rule}`);
}

/** The `eslint rule: off` comment, which sets severities for the whole file. */
function inlineRules(text: string): readonly string[] {
  const body = /^\/\*\s*eslint\s+([^-][\s\S]*)\*\/$/.exec(text)?.[1] ?? '';
  return [...body.matchAll(/([@\w/-]+)\s*:\s*\[?\s*["']?(?:off|warn|0|1)\b/g)].map(
    (match) => `eslint ${match[1] ?? ''}: off`,
  );
}
