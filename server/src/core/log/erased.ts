import { logErasedSchema } from '../../protocol/index.ts';
import { decodePayload } from './payload.ts';

/** Which record a `log.erased` record speaks of. */
export function erasedSeqOf(payload: Buffer): number {
  return logErasedSchema.parse(decodePayload(payload)).seq;
}
