import type { Decision, ExplainedEvent, Why } from '../../protocol/index.ts';

/** How an explanation looks where it is read. */
export interface WhyStyle {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  /** A time of a record, ISO 8601, as the reader tells it. */
  readonly time: (time: string) => string;
}

/** An explanation as text, with an end of line at its end. */
export function sayWhy({ chain, incomplete }: Why, style: WhyStyle): string {
  const blocks = chain.map((event, index) => {
    const intro = index === 0 ? [] : [style.faint('which goes back to'), ''];
    return [...intro, ...eventLines(event, style)].join('\n');
  });
  const end = incomplete ?? (chain.length === 1 ? 'It goes back to nothing else.' : 'There it began.');
  return `${blocks.join('\n\n')}\n\n${style.faint(end)}\n`;
}

function eventLines(
  { seq, topic, time, line, decisions }: ExplainedEvent,
  style: WhyStyle,
): readonly string[] {
  const head = `${style.strong(`${seq}  ${topic}`)}  ${style.faint(style.time(time))}`;
  // A decision that stands alone says itself below.
  const own = topic === 'clarity.decided' ? [] : [`  ${line}`];
  return [head, ...own, ...decisions.flatMap(decisionLines)];
}

function decisionLines({ decided, evidence, turnedDown, certainty }: Decision): readonly string[] {
  const rests = evidence.map(({ what, seq }) => `    - ${what}${seq === undefined ? '' : ` (${seq})`}`);
  const instead = turnedDown.map(({ option, why: reason }) => `    - ${option}: ${reason}`);
  return [
    `  Decided: ${decided}`,
    ...(rests.length === 0 ? [] : ['  It rests on:', ...rests]),
    ...(instead.length === 0 ? [] : ['  Turned down:', ...instead]),
    `  How sure: ${certainty.level}. ${certainty.why}`,
  ];
}
