import type { Card } from '../card.ts';
import { storeLoss } from './store-loss.ts';

/** Every card, in the order it is shown. */
export const cards: readonly Card[] = [storeLoss];
