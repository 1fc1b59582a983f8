import { idleShown } from './idle.mts';
import type { CancellationMeasured } from './cancellation.mts';
import type { OffersMeasured } from './offers.mts';
import type { PicksMeasured } from './picks.mts';
import type { ResourcesMeasured } from './resources.mts';
import { shown, timesShown } from './statistics.mts';

type UnderLoad<T> = T & { readonly load: number };

export interface Measured {
  readonly offers: UnderLoad<OffersMeasured>;
  readonly picks: UnderLoad<PicksMeasured>;
  readonly cancellation: UnderLoad<CancellationMeasured>;
  readonly resources: UnderLoad<ResourcesMeasured>;
}

export function reportLines({ offers, picks, cancellation, resources }: Measured): readonly string[] {
  return [
    `code actions (load ${offers.load.toFixed(1)}; ${offers.offered} offered, ${offers.greyedOut} greyed out, ${offers.semanticProcesses} processes with a program)`,
    ...offers.rows.flatMap(({ situation, grace, tsserver }) => [
      `  ${situation}`,
      `    Grace     ${shown(grace)}`,
      `    tsserver  ${shown(tsserver)}`,
    ]),
    `picks without proof (load ${picks.load.toFixed(1)})`,
    `  first in a cold project: ${Math.round(picks.cold.lap.wallMs).toLocaleString('en')} ms (${picks.cold.answer}), first word after ${Math.round(picks.cold.firstStepMs)} ms: ${picks.cold.messages.join(' · ')}`,
    ...picks.byIntent.flatMap(({ intent, warm, afterEdit, proposals, refused }) => [
      `  ${intent}: ${proposals} proposals, ${refused} refused`,
      `    warm             ${shown(warm)}`,
      `    after an edit    ${shown(afterEdit)}`,
    ]),
    `  Extract function of tsserver`,
    `    warm             ${shown(picks.tsserver.warm)}`,
    `    after an edit    ${shown(picks.tsserver.afterEdit)}`,
    `cancelling (load ${cancellation.load.toFixed(1)}): ${cancellation.killed} processes ended, ${cancellation.tooLate} picks were done before`,
    `  while the project loads  ${timesShown(cancellation.cold)}`,
    `  warm                     ${timesShown(cancellation.warm)}`,
    `  the pick after it        ${shown(cancellation.nextPickWarm)}`,
    `resources (load ${resources.load.toFixed(1)})`,
    `  initialize               ${shown(resources.initialize)}`,
    `  idle                     ${idleShown(resources.idleShares)}`,
    `  memory                   Grace ${megabytes(resources.memoryBytes.graceOffersOnly)} with offers alone, ${megabytes(resources.memoryBytes.graceAfterPicks)} after picks; tsserver ${megabytes(resources.memoryBytes.tsserver)}`,
  ];
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / (1024 * 1024)).toLocaleString('en')} MB`;
}
