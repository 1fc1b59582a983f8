import { readPart, type Problem, type ReadConfig } from '../../../core/settings/index.ts';
import {
  durationMs,
  incidentFactNames,
  isKernelId,
  reachOf,
  type PlaybookFile,
  type TextTest,
  type WrittenPlaybook,
  type WrittenStep,
} from '../../../protocol/index.ts';
import { actions } from '../actions/registry.ts';
import { limits } from '../limits.ts';
import type { PlaybookOrigin } from './playbook.ts';
import { filledIn, isFact, referencesIn, sampleFacts } from './references.ts';

type At = (path: readonly PropertyKey[], of?: 'key' | 'value') => { line: number; column: number };

/** What a schema cannot say: whether the values of a file fit each other. */
export function checkMeaning(
  { config, placeOf }: ReadConfig<PlaybookFile>,
  origin: PlaybookOrigin,
): readonly Problem[] {
  const seen = new Set<string>();
  const problems = config.playbooks.flatMap((playbook, index) => {
    const at: At = (path, of) => placeOf(['playbooks', index, ...path], of);
    const isTwice = seen.has(playbook.id);
    seen.add(playbook.id);
    return [
      ...(isTwice ? [{ ...at(['id']), ...twice(playbook.id) }] : []),
      ...testProblems(playbook.match ?? {}, ['match'], at),
      ...timeProblems(playbook, at),
      ...playbook.steps.flatMap((step, stepIndex) => stepProblems(playbook, step, stepIndex, at)),
      ...(origin === 'workspace' ? boldnessProblems(playbook, at) : []),
    ];
  });
  return problems.slice(0, limits.problemsMax);
}

export function twice(id: string) {
  return {
    what: `There is another playbook \`${id}\`.`,
    why: 'One of them would take the place of the other, and none may be replaced.',
    advice: 'Choose another name.',
  };
}

/** A test that asks nothing, or for a part that does not exist, is not what its author meant. */
function testProblems(
  tests: Readonly<Partial<Record<string, TextTest>>>,
  path: readonly PropertyKey[],
  at: At,
): readonly Problem[] {
  return Object.entries(tests).flatMap(([name, test]) => {
    if (!test) return [];
    const asked = [...path, name];
    if (Object.keys(test).length === 0)
      return [
        {
          ...at(asked, 'key'),
          what: `\`${name}\` is asked nothing.`,
          why: 'A test without a comparison holds for everything.',
          advice: 'Add `is`, `any_of`, `like` or `present`, or remove the line.',
        },
      ];
    if (name !== 'kernel') return [];
    const { is, not, any_of: anyOf = [], none_of: noneOf = [] } = test;
    const words = [is, not, ...anyOf, ...noneOf].filter((word) => word !== undefined);
    return words
      .filter((word) => !isKernelId(word))
      .map(() => ({
        ...at(asked),
        what: 'It asks for a part that Grace does not have.',
        why: 'It could never hold, or always.',
        advice: 'Name a part as `grace boot` shows it.',
      }));
  });
}

function timeProblems(playbook: WrittenPlaybook, at: At): readonly Problem[] {
  const { timeout, completion, steps } = playbook;
  const wholeMs = durationMs(timeout);
  const { symptom_gone_within: within, holds_for: holds } = completion;
  const lookingMs = durationMs(within) + (holds === undefined ? 0 : durationMs(holds));
  const tooLong = {
    why: `A whole attempt has ${timeout}.`,
    advice: 'Give the whole more time, or this less.',
  };
  return [
    ...(lookingMs > wholeMs
      ? [{ ...at(['completion']), what: 'Looking again takes longer than an attempt may.', ...tooLong }]
      : []),
    ...steps.flatMap((step, index) =>
      step.timeout !== undefined && durationMs(step.timeout) > wholeMs
        ? [
            {
              ...at(['steps', index, 'timeout']),
              what: 'This step may take longer than an attempt.',
              ...tooLong,
            },
          ]
        : [],
    ),
  ];
}

function stepProblems(
  playbook: WrittenPlaybook,
  step: WrittenStep,
  index: number,
  at: At,
): readonly Problem[] {
  const { when } = step;
  const path = ['steps', index];
  return [
    ...inputProblems(playbook, step, [...path, 'with'], at),
    ...testProblems(when?.incident ?? {}, [...path, 'when', 'incident'], at),
    ...(when?.before !== undefined && index === 0
      ? [
          {
            ...at([...path, 'when', 'before']),
            what: 'There is no step before the first.',
            why: 'It would never be done.',
            advice: 'Remove the line.',
          },
        ]
      : []),
    ...((when?.attempt_at_least ?? 1) > playbook.attempts
      ? [
          {
            ...at([...path, 'when', 'attempt_at_least']),
            what: 'There is no such attempt.',
            why: `The playbook is tried ${playbook.attempts} times.`,
            advice: 'Write a smaller number, or allow more attempts.',
          },
        ]
      : []),
  ];
}

/** What a step is given, held against what its action takes, with a sample in the place of each fact. */
function inputProblems(
  { match = {} }: WrittenPlaybook,
  { action, with: input = {} }: WrittenStep,
  path: readonly PropertyKey[],
  at: At,
): readonly Problem[] {
  const unknown = referencesIn(input).flatMap(({ path: within, name }): readonly Problem[] => {
    const place = at([...path, ...within]);
    if (!isFact(name))
      return [
        {
          ...place,
          what: 'A word with `$` before it stands for a fact of the incident, and there is none of this name.',
          why: `The facts are ${incidentFactNames.map((fact) => `\`$${fact}\``).join(', ')}.`,
          advice: 'Write one of them, or `$$` for a `$` that stands for itself.',
        },
      ];
    const test = match[name];
    if (name === 'source' || (test && test.present !== false)) return [];
    return [
      {
        ...place,
        what: `\`$${name}\` may not be known of the incident.`,
        why: 'The playbook would be begun, and fail at this step.',
        advice: `Add \`${name}: { present: true }\` to its \`match\`.`,
      },
    ];
  });
  if (unknown.length > 0) return unknown;
  const read = readPart(filledIn(input, sampleFacts), actions[action].input(), { placeOf: at }, path);
  return 'config' in read ? [] : read;
}

/** What a repository may not: reach into Grace itself, or call itself harmless. */
function boldnessProblems({ steps, risk }: WrittenPlaybook, at: At): readonly Problem[] {
  return [
    ...steps.flatMap(({ action }, index) =>
      reachOf(action) === 'workspace' || action === 'escalate'
        ? []
        : [
            {
              ...at(['steps', index, 'action']),
              what: `A playbook of a workspace does not use \`${action}\`.`,
              why: 'It reaches Grace itself, which a repository must not steer.',
              advice: 'Use an action of the workspace, or `escalate`.',
            },
          ],
    ),
    ...(risk === 'low'
      ? [
          {
            ...at(['risk']),
            what: 'A playbook of a workspace is never of low risk.',
            why: 'What is of low risk may apply itself, and that is for a person to allow.',
            advice: 'Write `medium` or `high`.',
          },
        ]
      : []),
  ];
}
