import type { Log } from '../../../server/src/core/log/index.ts';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import {
  KnowledgeProjection,
  recognitionKernel,
  recognizeErrors,
  type Knowledge,
  type RecognizedError,
} from '../../../server/src/services/recognition/index.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { openOn } from '../../core/log/log-world.ts';

export const root = '/home/ada/shop';
export const seen = { root, source: 'pipe' } as const;

export interface KnowledgeWorld {
  readonly disk: UnreliableDisk;
  readonly log: Log;
  readonly projection: KnowledgeProjection;
  readonly knowledge: Knowledge;
}

/** A knowledge base on a log of its own; on the disk of another one it knows what that one knew. */
export async function knowledgeOn(disk?: UnreliableDisk, segmentBytesMax?: number): Promise<KnowledgeWorld> {
  const place = disk ?? new UnreliableDisk(seeded(1));
  if (!disk) await place.makeFolder('/state');
  const projection = new KnowledgeProjection();
  const bounds = segmentBytesMax === undefined ? {} : { segmentBytesMax, retainedBytesMax: segmentBytesMax };
  const { log } = openOn(place, { projections: [projection], bounds });
  const lifetime = createLifetime({ clock: new VirtualClock(), onFailure: () => undefined });
  const { service } = await recognitionKernel.start({ log, projection }, lifetime);
  return { disk: place, log, projection, knowledge: service };
}

export function errorsIn(text: string): readonly RecognizedError[] {
  const errors: RecognizedError[] = [];
  const recognizer = recognizeErrors({ root }, (error) => errors.push(error));
  recognizer.push(Buffer.from(text));
  recognizer.end();
  return errors;
}

export const missingName = "src/cart.ts(12,5): error TS2304: Cannot find name 'totl'.\n";
export const wrongType =
  "src/till.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'.\n";
export const noMember = "src/till.ts(9,1): error TS2339: Property 'pay' does not exist on type 'Till'.\n";

export function signatureIn(text: string): string {
  return errorsIn(text)[0]?.signature.strict ?? '';
}
