import { setImmediate as turn } from 'node:timers/promises';
import { isRefusal, throwIfCancelled, type Refusal } from '../../base/index.ts';
import { methods, recognizeParamsSchema, type RecognizeAnswer } from '../../protocol/index.ts';
import { errorJson, recognizeErrors, type RecognizedError } from '../../services/recognition/index.ts';
import { paramsOf } from '../params.ts';
import { openedFor, type Session } from '../session.ts';

/** Characters that are read before others get their turn. */
const sliceCharacters = 32_768;
/** Failures that one answer holds. */
const failuresMax = 200;

/** Names the failures in what a tool printed, and says what is known of each. */
export function answerRecognize(session: Session): void {
  session.dispatch.request<unknown, RecognizeAnswer>(methods.recognize, async (params, signal) => {
    const answer = await recognize(session, params, signal);
    return isRefusal(answer) ? { kind: 'refused', message: answer.message } : answer;
  });
}

async function recognize(
  session: Session,
  params: unknown,
  signal: AbortSignal,
): Promise<RecognizeAnswer | Refusal> {
  const asked = paramsOf(recognizeParamsSchema, params);
  if (isRefusal(asked)) return asked;
  const opened = await openedFor(session, asked.folder, signal);
  if (isRefusal(opened)) return opened;
  const { root, knowledge } = opened.services;
  const errors = await errorsIn(asked.text, root, signal);
  const shown = errors.slice(0, failuresMax);
  if (asked.record === true) {
    const before = await knowledge.see(errors, { root, source: 'editor' });
    if (isRefusal(before)) return before;
  }
  return {
    kind: 'failures',
    failures: shown.map((error) => {
      const known = knowledge.peek(error.signature.strict);
      return { error: errorJson(error, root), ...(known ? { known } : {}) };
    }),
    leftOff: errors.length - shown.length,
  };
}

async function errorsIn(
  text: string,
  root: string,
  signal: AbortSignal,
): Promise<readonly RecognizedError[]> {
  const errors: RecognizedError[] = [];
  const recognizer = recognizeErrors({ root }, (error) => errors.push(error));
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += sliceCharacters) {
    recognizer.push(bytes.subarray(start, start + sliceCharacters));
    await turn();
    throwIfCancelled(signal);
  }
  recognizer.end();
  return errors;
}
