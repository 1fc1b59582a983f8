import { isRefusal, localTime } from '../../base/index.ts';
import { sayWhy } from '../../core/clarity/index.ts';
import { kernelIds, methods, type WhyAnswer, type WhyParams } from '../../protocol/index.ts';
import { openedFor, type Session } from '../session.ts';

const style = {
  strong: (text: string) => text,
  faint: (text: string) => text,
  time: (time: string) => localTime(Date.parse(time)),
};

/** Tells why a part of Grace is as it is, from the log. */
export function answerWhy(session: Session): void {
  session.dispatch.request<WhyParams, WhyAnswer>(methods.why, (params, signal) =>
    tell(session, params, signal),
  );
}

async function tell(
  session: Session,
  { folder, kernel }: WhyParams,
  signal: AbortSignal,
): Promise<WhyAnswer> {
  if (!kernelIds.includes(kernel)) return { kind: 'refused', message: `There is no kernel '${kernel}'.` };
  const opened = await openedFor(session, folder, signal);
  if (isRefusal(opened)) return { kind: 'refused', message: opened.message };
  const why = await opened.services.clarity.explain(`kernel ${kernel}`, signal);
  if (isRefusal(why)) return { kind: 'refused', message: why.message };
  return { kind: 'told', text: sayWhy(why, style) };
}
