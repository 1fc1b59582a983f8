import { isRefusal } from '../base/index.ts';
import type { Word } from '../core/settings/index.ts';
import type { ConfigCheckJson } from '../protocol/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';

/** `grace config check`: whether the files that configure Grace are right, and what holds. */
export const configCheck: Command = {
  words: ['config', 'check'],
  usage: 'grace config check',
  summary:
    'Check .grace/config.yaml and your own configuration, and show which rules hold and where they come from. Exit code 1 when a file is wrong.',
  options: {},
  optionHelp: {},
  schema: 'config-check',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const { settings } = workspace;
      const files = settings.files().map(({ source, file, state, problems }) => ({
        ...{ source, file, state },
        problems: [...problems],
      }));
      const answer: ConfigCheckJson = { files, inForce: inForceOf(settings.word()) };
      if (context.json) printJson(context, answer);
      else context.terminal.print(`${linesOf(answer, settings.word()).join('\n')}\n`);
      return files.some(({ problems }) => problems.length > 0) ? 1 : 0;
    } finally {
      await workspace.dispose();
    }
  },
};

function inForceOf({ levels, protect, neverIntents, neverActions }: Word): ConfigCheckJson['inForce'] {
  const named = (names: ReadonlyMap<string, string>) => [...names].map(([name, from]) => ({ name, from }));
  return {
    edits: levels.edits?.level ?? 'never',
    tools: levels.tools?.level ?? 'never',
    automatic: levels.automatic?.level ?? 'nothing',
    proof: levels.proof?.level ?? 'before',
    protect: [...protect].map(([pattern, from]) => ({ pattern, from })),
    neverIntents: named(neverIntents),
    neverActions: named(neverActions),
  };
}

const stateWords = {
  absent: 'there is none',
  good: 'good',
  last_good: 'wrong; what it said before holds',
  broken: 'wrong; Grace writes nothing and runs nothing of the workspace until it is corrected',
} as const;

function linesOf({ files, inForce }: ConfigCheckJson, { levels }: Word): readonly string[] {
  const { protect, neverIntents, neverActions } = inForce;
  return [
    ...files.flatMap(({ file, state, problems }) => [
      `${file}: ${stateWords[state]}`,
      ...problems.map(
        ({ line, column, what, why, advice }) => `  ${file}:${line}:${column}: ${what} ${why} ${advice}`,
      ),
    ]),
    '',
    ...Object.entries(levels).map(([scale, { level, from }]) => `${scale}: ${level}  (${from})`),
    ...protect.map(({ pattern, from }) => `protected: ${pattern}  (${from})`),
    ...byOrigin([...neverIntents, ...neverActions]),
  ];
}

function byOrigin(named: readonly { readonly name: string; readonly from: string }[]): readonly string[] {
  const origins = new Map<string, string[]>();
  for (const { name, from } of named) origins.set(from, [...(origins.get(from) ?? []), name]);
  return [...origins].map(([from, names]) => `never: ${names.join(', ')}  (${from.replace(/,$/u, '')})`);
}
