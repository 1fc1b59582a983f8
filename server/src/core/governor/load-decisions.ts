import type { Decision } from '../../protocol/index.ts';
import type { Pressure } from './governor.ts';
import { objective, type Alert } from './limits.ts';
import { percent } from './signals.ts';

const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;

/** Why something is paused: which budget burns, how fast, in which windows. */
export function shedDecision(level: number, { signals }: Pressure, alerts: readonly Alert[]): Decision {
  const burning = signals.filter(({ isBurning }) => isBurning);
  return {
    kind: 'shed',
    subject: 'load',
    decided: `Load is shed to level ${level}: what can wait is paused, the least missed first.`,
    evidence: burning.flatMap(({ name, burns, why }) => [
      ...(why === undefined ? [] : [{ what: `${name}: ${why}.` }]),
      ...burns.flatMap(({ longRate, shortRate }, index) => {
        const alert = alerts[index];
        if (!alert || longRate < alert.burnRate || shortRate < alert.burnRate) return [];
        return [
          {
            what: `${name}: ${shareOf(longRate)} of the last ${seconds(alert.longMs)} and ${shareOf(shortRate)} of the last ${seconds(alert.shortMs)} were bad; ${alert.burnRate} times the budget is too fast.`,
          },
        ];
      }),
    ]),
    turnedDown: [
      { option: 'Wait', why: 'The long window says that it matters, the short one that it goes on.' },
      {
        option: 'Shed everything that can wait',
        why: 'One level at a time: the next follows if this is not enough.',
      },
    ],
    certainty: {
      level: 'moderate',
      why: 'What is paused gives room; whether it is enough shows within a minute.',
    },
    causes: [],
  };
}

/** Why what was paused goes on again. */
export function restoreDecision(level: number, holdMs: number): Decision {
  return {
    kind: 'restore_load',
    subject: 'load',
    decided: `Load is restored to level ${level}.`,
    evidence: [{ what: `No budget was spent faster than it may for ${seconds(holdMs)} or more.` }],
    turnedDown: [
      {
        option: 'Restore sooner',
        why: 'What flaps is worse than what waits; each time it was too soon, it waits longer.',
      },
    ],
    certainty: { level: 'moderate', why: 'If the load is too much again, it is shed again.' },
    causes: [],
  };
}

function shareOf(rate: number): string {
  return percent(rate * (1 - objective));
}
