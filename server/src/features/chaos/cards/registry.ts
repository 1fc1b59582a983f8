import type { Card } from '../card.ts';
import { heartbeatStall } from './heartbeat-stall.ts';
import { kernelKill } from './kernel-kill.ts';
import { logCorruption } from './log-corruption/index.ts';
import { storeLoss } from './store-loss.ts';

/** Every card, in the order it is shown. */
export const cards: readonly Card[] = [kernelKill, heartbeatStall, logCorruption, storeLoss];
