import { isRefusal, messageOf } from '../../../../base/index.ts';
import type { Opportunity, Span } from '../../../../protocol/index.ts';
import type { OfferAnswer } from '../../analysis.ts';
import type { ts } from '../../typescript.ts';
import type { AnalysisIntent } from '../../views.ts';
import type { Job } from '../pulse.ts';
import { isLeftAlone, syntaxErrorOf, type ParseCache } from './parse-cache.ts';

export interface OfferPorts {
  readonly intents: readonly AnalysisIntent[];
  readonly cache: ParseCache;
  warn(message: string): void;
}

/** What a caret or a selection has on offer. Never waits for a program. */
export function offersAt(ports: OfferPorts, path: string, span: Span): readonly OfferAnswer[] {
  const file = ports.cache.file(path);
  // A greyed-out entry each, so that somebody who looks for Grace in such a file reads why it does nothing.
  if (isLeftAlone(file)) return ports.intents.map((intent) => greyedOut(intent, file.leftAlone));
  const broken = syntaxErrorOf(file);
  const answers: OfferAnswer[] = [];
  for (const intent of ports.intents) {
    const offered = guarded(ports, intent, () => intent.offer({ file, span: clamp(span, file.text.length) }));
    if (!offered) continue;
    if (isRefusal(offered)) answers.push(greyedOut(intent, offered.message));
    else if (broken) answers.push(greyedOut(intent, broken));
    else answers.push({ intent: intent.id, kind: intent.kind, title: offered.title });
  }
  return answers;
}

/** Everything one file has on offer, or why it is left out. */
export function findIn(
  ports: OfferPorts,
  request: { readonly path: string; readonly intent?: string },
  job: Job,
): { readonly opportunities: readonly Opportunity[]; readonly skipped?: string } {
  const file = ports.cache.file(request.path);
  if (isLeftAlone(file)) return { opportunities: [], skipped: file.leftAlone };
  const broken = syntaxErrorOf(file);
  if (broken) return { opportunities: [], skipped: broken };
  const opportunities: Opportunity[] = [];
  for (const intent of ports.intents) {
    if (request.intent !== undefined && request.intent !== intent.id) continue;
    for (const span of guarded(ports, intent, () => intent.find(file)) ?? []) {
      job.check();
      const offered = guarded(ports, intent, () => intent.offer({ file, span }));
      if (!offered || isRefusal(offered)) continue;
      opportunities.push({
        intent: intent.id,
        file: file.path,
        range: rangeOf(file.source, span),
        title: offered.title,
        metrics: { ...offered.metrics },
        gain: gainOf(intent, offered.metrics ?? {}),
      });
    }
  }
  return { opportunities };
}

function gainOf(intent: AnalysisIntent, metrics: Readonly<Record<string, number>>): number {
  return intent.gain?.(metrics) ?? Object.values(metrics).reduce((sum, value) => sum + value, 0);
}

/** A span that reaches past the end of a text that has just become shorter still means its last character. */
function clamp(span: Span, length: number): Span {
  const start = Math.max(0, Math.min(span.start, length));
  return { start, end: Math.max(start, Math.min(span.end, length)) };
}

function greyedOut(intent: AnalysisIntent, reason: string): OfferAnswer {
  return { intent: intent.id, kind: intent.kind, title: intent.title, refused: reason };
}

/** One intent that throws must not take the others' offers away. */
function guarded<T>(ports: OfferPorts, intent: AnalysisIntent, ask: () => T): T | undefined {
  try {
    return ask();
  } catch (thrown) {
    ports.warn(`The intent ${intent.id} failed while it looked at a file: ${messageOf(thrown)}`);
    return undefined;
  }
}

function rangeOf(source: ts.SourceFile, span: Span): Opportunity['range'] {
  return { start: placeOf(source, span.start), end: placeOf(source, span.end) };
}

function placeOf(source: ts.SourceFile, offset: number): { line: number; column: number } {
  const { line, character } = source.getLineAndCharacterOfPosition(offset);
  return { line: line + 1, column: character + 1 };
}
