import { join } from 'node:path';
import type ts from 'typescript';
import { messageOf } from '../../../server/src/base/index.ts';
import { newProblems, type FullCompiler } from '../judge/full-compiler.mts';
import { format, preferences, textsAfter, type RawService } from '../judge/raw-service.mts';
import type { Site } from './sites.mts';

/** What TypeScript's own *Extract function* makes of one site, in the order it offers it: the innermost scope first. */
export interface RawOutcome {
  readonly listMs: number;
  readonly applications: readonly RawApplication[];
}

interface RawApplication {
  /** `function_scope_N`: N scopes out of the innermost. */
  readonly action: string;
  readonly ms: number;
  /** The service threw while it made the edit, or made none. */
  readonly failed?: string;
  readonly newProblems: readonly string[];
}

export interface RawPorts {
  readonly raw: RawService;
  readonly compiler: FullCompiler;
}

export function extractRaw({ raw, compiler }: RawPorts, site: Site): RawOutcome {
  const file = join(compiler.root, site.path);
  const started = performance.now();
  const actions = functionActions(raw, file, site);
  const listMs = performance.now() - started;
  return { listMs, applications: actions.map((action) => applied({ raw, compiler }, file, site, action)) };
}

/** The new texts that one action leaves; `undefined` when the service makes no edit. */
export function rawTexts(
  { raw, compiler }: RawPorts,
  site: Site,
  action: string,
): Map<string, string> | undefined {
  const file = join(compiler.root, site.path);
  const edits = raw.service.getEditsForRefactor(
    file,
    format,
    rangeOf(site),
    'Extract Symbol',
    action,
    preferences,
  );
  return edits && textsAfter(raw, edits.edits);
}

export function functionActions(raw: RawService, file: string, site: Site): string[] {
  try {
    return raw.service
      .getApplicableRefactors(file, rangeOf(site), preferences, 'invoked', undefined, true)
      .filter(({ name }) => name === 'Extract Symbol')
      .flatMap(({ actions }) => actions)
      .filter(({ name, notApplicableReason }) => name.startsWith('function_scope_') && !notApplicableReason)
      .map(({ name }) => name);
  } catch {
    // The list itself can throw at a site; the service offers nothing there then.
    return [];
  }
}

function applied(ports: RawPorts, file: string, site: Site, action: string): RawApplication {
  const started = performance.now();
  try {
    const texts = rawTexts(ports, site, action);
    const ms = performance.now() - started;
    if (!texts?.has(file)) return { action, ms, failed: 'no edit', newProblems: [] };
    const { compiler } = ports;
    return { action, ms, newProblems: newProblems(compiler.problems(texts), compiler.baseline) };
  } catch (thrown) {
    return { action, ms: performance.now() - started, failed: messageOf(thrown), newProblems: [] };
  }
}

function rangeOf({ span }: Site): ts.TextRange {
  return { pos: span.start, end: span.end };
}
