import { Deliveries } from '../core/bus/index.ts';
import { durableConsumers } from '../protocol/index.ts';
import { KnowledgeProjection } from '../services/recognition/index.ts';
import { createRecordedEvents } from '../services/restore/index.ts';

/**
 * What follows from the log alone, one of each for every log that is opened to be written: a snapshot holds the state of
 * those that were there when it was made, and old segments go by it.
 */
export function createLogProjections() {
  const recorded = createRecordedEvents();
  const deliveries = new Deliveries(durableConsumers);
  const knowledge = new KnowledgeProjection();
  return { recorded, deliveries, knowledge, all: [recorded, deliveries, knowledge] };
}
