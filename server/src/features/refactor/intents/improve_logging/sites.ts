import { isRefusal, refused, type Refusal } from '../../../../base/index.ts';
import type { Span } from '../../../../protocol/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import { consoleUses, type ConsoleCall } from './console-calls.ts';
import type { SyntaxFile } from '../../intent.ts';
import { loggerInFile, type FileLogger } from './find-logger.ts';
import { whyUnreachable } from './reach.ts';
import { instanceClassAround } from './scope.ts';
import { moduleReader } from './modules.ts';
import { misusedCalls, type MisusedCall } from './misused-calls.ts';
import { silentCatches, type SilentCatch } from './silent-catches.ts';

/** A place in a file where something can be logged better, or a reason why it cannot. */
export interface Site {
  readonly node: ts.Node;
  /** What a caret has to touch. */
  readonly span: Span;
  readonly verdict: Verdict | Refusal;
}

export type Verdict =
  | ({ readonly kind: 'call' } & ConsoleCall)
  | ({ readonly kind: 'misuse' } & MisusedCall)
  | ({ readonly kind: 'catch' } & SilentCatch);

/** Every site of a file, in order. `source` may be the same file as a node of a program: positions are equal. */
export function sitesOf(file: SyntaxFile, source: ts.SourceFile = file.source): readonly Site[] {
  const logger = loggerInFile(source, file, moduleReader(file.surroundings));
  const sites: Site[] = consoleUses(source).map(({ node, verdict }) => ({
    node,
    span: statementSpan(node),
    verdict: isRefusal(verdict) ? verdict : { kind: 'call', ...verdict },
  }));
  for (const silent of silentCatches(source)) {
    sites.push({ node: silent.node, span: spanOf(silent.node), verdict: { kind: 'catch', ...silent } });
  }
  if (file.surroundings.dependencies.has('pino')) {
    for (const misused of misusedCalls(source, pinoIn(logger))) {
      sites.push({
        node: misused.node,
        span: statementSpan(misused.node),
        verdict: { kind: 'misuse', ...misused },
      });
    }
  }
  return sites
    .map((site) => apartFrom(sites, reachable(site, logger)))
    .sort((a, b) => a.span.start - b.span.start);
}

/** The name of the pino logger that this file has at hand. */
function pinoIn(logger: FileLogger | undefined): string | undefined {
  return logger?.dialect.library === 'pino' ? logger.expression : undefined;
}

/** A site that the logger of the file cannot be used at stays; instances may have a logger of their own. */
function reachable(site: Site, logger: FileLogger | undefined): Site {
  if (!logger || isRefusal(site.verdict) || instanceClassAround(site.node)) return site;
  const why = whyUnreachable(site.node, logger);
  return why === undefined ? site : { ...site, verdict: refused(why) };
}

/** One call inside of another cannot be rewritten with it, and a second run that does would be one too many. */
function apartFrom(sites: readonly Site[], site: Site): Site {
  if (isRefusal(site.verdict)) return site;
  const isNested = sites.some((other) => isInside(other, site) || isInside(site, other));
  if (!isNested) return site;
  return {
    ...site,
    verdict: refused('Two places that log stand one inside of the other here: compute the argument first.'),
  };
}

/** A place that stays where it is does not matter: it is left as text of the call around it. */
function isInside(inner: Site, outer: Site): boolean {
  const { start, end } = outer.span;
  if (inner.node === outer.node || isRefusal(inner.verdict) || isRefusal(outer.verdict)) return false;
  return start <= inner.span.start && inner.span.end <= end;
}

function spanOf(node: ts.Node): Span {
  return { start: node.getStart(), end: node.end };
}

/** The whole statement when the call is one, so that a caret on its line's end counts. */
function statementSpan(node: ts.Node): Span {
  return spanOf(ts.isExpressionStatement(node.parent) ? node.parent : node);
}
