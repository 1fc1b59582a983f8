import type { BootReport, Decision, KernelId } from '../protocol/index.ts';

/** Why a boot ended as it did: whether Grace works here, and with what it does not. */
export function bootDecision({ checks, phases, kernels, safeMode }: BootReport): Decision {
  const degraded = kernels.filter(({ state }) => state === 'degraded');
  const evidence = [
    ...checks
      .filter(({ state }) => state !== 'ok')
      .map(({ name, detail }) => ({ what: `The check of ${name}: ${detail}` })),
    ...phases.flatMap(({ name, state, detail }) =>
      detail === undefined ? [] : [{ what: `${name} was ${state}: ${detail}` }],
    ),
    ...degraded.map(({ name, detail = 'it does not run.' }) => ({ what: `${name}: ${detail}` })),
  ].slice(0, evidenceMax);
  const common = { kind: 'boot' as const, subject: 'boot', causes: [] };
  if (safeMode !== undefined)
    return {
      ...common,
      ...{ decided: 'Grace is in safe mode and changes nothing here.', evidence },
      turnedDown: [
        { option: 'Work as ever', why: 'What would have to keep it safe does not run.' },
        { option: 'Do nothing at all', why: 'To offer, to explain and to take back changes nothing else.' },
      ],
      certainty: { level: 'certain', why: safeMode },
    };
  return {
    ...common,
    decided: decided(degraded.map(({ name }) => name)),
    evidence:
      evidence.length > 0 ? evidence : [{ what: 'Every check, phase and kernel is as it should be.' }],
    turnedDown: [
      { option: 'Safe mode', why: 'Everything that nothing holds without runs.' },
      ...degraded.map(({ name }) => ({
        option: `Wait for ${name}`,
        why: 'It is tried further, and what does not need it works meanwhile.',
      })),
    ].slice(0, turnedDownMax),
    certainty: { level: 'high', why: 'Each kernel that runs has passed its self-test in this boot.' },
  };
}

/** Bounds of the schema. */
const evidenceMax = 32;
const turnedDownMax = 16;

function decided(degraded: readonly KernelId[]): string {
  return degraded.length === 0
    ? 'Grace works here with all its parts.'
    : `Grace works here, for now with less of ${degraded.join(', ')}.`;
}
