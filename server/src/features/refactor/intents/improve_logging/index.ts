import { isRefusal, refused } from '../../../../base/index.ts';
import type { Span } from '../../../../protocol/index.ts';
import { defineIntent, type Offered, type SyntaxFile } from '../../intent.ts';
import { convert } from './convert.ts';
import { whyLeftAlone } from './left-alone.ts';
import { sitesOf, type Site } from './sites.ts';
import { mayTouchSite } from './touched.ts';
import { voicesOf, whyUnspeakable } from './speaker-at.ts';

/**
 * Lets code speak through the project's logger: console calls become structured entries, and catches that swallow a
 * failure say so.
 *
 * ```ts
 * console.log('user created', user.id);        // before
 * logger.info({ userId: user.id }, 'user created'); // after, with pino
 * ```
 */
export const improveLogging = defineIntent({
  id: 'improve_logging',
  title: 'Improve logging',
  description:
    'Turns console calls into structured entries of the project’s logger and lets silent catches speak; no value is dropped.',
  kind: 'refactor.rewrite.grace.improveLogging',
  safety: 'review',
  needs: 'types',

  offer({ file, span }) {
    const picked = pickedBy(file, span);
    if (picked.length === 0) return undefined;
    const reason = whyLeftAlone(file);
    if (reason !== undefined) return refused(reason);
    const judged = isWhole(file, span) ? speakable(file, picked) : picked;
    const ready = judged.filter(isReady);
    const [first] = judged;
    if (ready.length === 0) return first && isRefusal(first.verdict) ? first.verdict : undefined;
    return offered(file, picked, ready);
  },

  find(file) {
    const whole = { start: 0, end: file.text.length };
    return readyIn(file, whole).length > 0 ? [whole] : [];
  },

  parts(file, span) {
    return readyIn(file, span).map((site) => site.span);
  },
});

/** What is sure to be converted in a span. */
function readyIn(file: SyntaxFile, span: Span): readonly Site[] {
  if (whyLeftAlone(file) !== undefined) return [];
  return speakable(file, pickedBy(file, span)).filter(isReady);
}

function isReady(site: Site): boolean {
  return !isRefusal(site.verdict);
}

function isWhole(file: SyntaxFile, span: Span): boolean {
  return span.start === 0 && span.end >= file.text.length;
}

function pickedBy(file: SyntaxFile, span: Span): readonly Site[] {
  if (isWhole(file, span)) return sitesOf(file);
  return mayTouchSite(file.source, span, siteWords(file)) ? sitesAt(sitesOf(file), span) : [];
}

/** A word that every site has in its text: where pino is used, any call may be one that it misunderstands. */
function siteWords({ surroundings }: SyntaxFile): RegExp {
  return surroundings.dependencies.has('pino') ? /\(|\bconsole\b/ : /\b(?:console|catch|then)\b/;
}

/** The sites with a reason for each that no logger at hand can say: what is left is converted for certain. */
function speakable(file: SyntaxFile, sites: readonly Site[]): readonly Site[] {
  if (sites.every((site) => isRefusal(site.verdict))) return sites;
  const voices = voicesOf(file);
  return sites.map((site) => {
    if (isRefusal(site.verdict)) return site;
    return { ...site, verdict: whyUnspeakable(site.verdict, voices) ?? site.verdict };
  });
}

/** The innermost site under a caret, the site that is selected, or every site that a selection touches. */
function sitesAt(sites: readonly Site[], span: Span): readonly Site[] {
  const selected = sites.find((site) => isSame(site.span, span));
  if (selected) return [selected];
  const touched = sites.filter((site) => site.span.start <= span.end && span.start <= site.span.end);
  if (span.start !== span.end) return touched;
  const innermost = touched.reduce<Site | undefined>(
    (best, site) =>
      !best || site.span.end - site.span.start < best.span.end - best.span.start ? site : best,
    undefined,
  );
  return innermost ? [innermost] : [];
}

function isSame(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

function offered(file: SyntaxFile, picked: readonly Site[], ready: readonly Site[]): Offered<'types'> {
  const count = (kind: string) =>
    ready.filter(({ verdict }) => !isRefusal(verdict) && verdict.kind === kind).length;
  const calls = count('call') + count('misuse');
  const catches = count('catch');
  return {
    title: titleOf(calls, catches),
    metrics: { calls, catches },
    edit(view, without = []) {
      const kept = picked.filter((site) => !without.some((span) => isSame(site.span, span)));
      return convert(file, view, kept);
    },
  };
}

function titleOf(calls: number, catches: number): string {
  const parts = [
    calls === 0
      ? ''
      : calls === 1
        ? 'turn a console call into a structured log entry'
        : `turn ${calls} console calls into structured log entries`,
    catches === 0
      ? ''
      : catches === 1
        ? 'log what a silent catch swallows'
        : `log what ${catches} silent catches swallow`,
  ].filter((part) => part !== '');
  const title = parts.join(' and ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}
