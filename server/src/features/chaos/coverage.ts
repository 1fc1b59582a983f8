import type { ChaosCoverageJson, ChaosDrilled } from '../../protocol/index.ts';
import type { Card } from './card.ts';

const whole = 100;

/**
 * Cards × triggers and cards × recoveries: a cell is covered when a drill of the card passed in which just that was seen.
 * What was never run counts as zero.
 */
export function coverageOf(cards: readonly Card[], drills: readonly ChaosDrilled[]): ChaosCoverageJson {
  const cells = cards.flatMap(({ id, triggers, recoveries, about }) => {
    const ofCard = drills.filter(({ card }) => card === id);
    const cell = (kind: 'trigger' | 'recovery', name: string) => {
      const seen = ofCard.filter((drill) =>
        about.some((kernel) => (kind === 'trigger' ? drill.raised : drill.recovery) === `${name} ${kernel}`),
      );
      const passed = seen.filter(({ verdict }) => verdict === 'passed').length;
      return { card: id, kind, name, drills: seen.length, passed };
    };
    return [
      ...triggers.map((name) => cell('trigger', name)),
      ...recoveries.map((name) => cell('recovery', name)),
    ];
  });
  const covered = cells.filter(({ passed }) => passed > 0).length;
  return {
    percent: cells.length === 0 ? 0 : Math.floor((whole * covered) / cells.length),
    cells,
    unrun: cards.map(({ id }) => id).filter((id) => !drills.some(({ card }) => card === id)),
  };
}
