import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '../../../../../server/src/base/index.ts';
import { runIntent } from '../../../../../server/src/features/refactor/apply-edit.ts';
import { extractMethod } from '../../../../../server/src/features/refactor/intents/extract_method/index.ts';
import type { Span } from '../../../../../server/src/protocol/index.ts';
import { ts } from '../../../../../server/src/services/analysis/typescript.ts';
import { fixtureWorld } from '../../../../support/fixture-world.ts';
import { randomProgram } from '../../../../support/random-program.ts';
import { runProgram } from '../../../../support/run-program.ts';

/** How many programs, and which: more of them are a matter of minutes. */
const runs = Number(process.env['GRACE_RANDOM_RUNS'] ?? 16);
const seed = Number(process.env['GRACE_RANDOM_SEED'] ?? 2);
const msPerRunMax = 15_000;

const inputs = [
  [1, 2],
  [5, -1],
  [9, 4],
] as const;

/** Every run of neighbouring statements and every expression of the function `subject`. */
function spansIn(source: ts.SourceFile): readonly Span[] {
  const found: Span[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || ts.isCaseOrDefaultClause(node)) {
      for (const [index, first] of node.statements.entries())
        for (const last of node.statements.slice(index))
          found.push({ start: first.getStart(), end: last.end });
    }
    if (ts.isBinaryExpression(node) || ts.isCallExpression(node) || ts.isConditionalExpression(node))
      found.push({ start: node.getStart(), end: node.end });
    ts.forEachChild(node, visit);
  };
  const visitSubject = (node: ts.Node): void => {
    const isSubject = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node);
    if (isSubject && node.name?.getText() === 'subject') visit(node);
    else ts.forEachChild(node, visitSubject);
  };
  visitSubject(source);
  return found;
}

test(
  'whatever is extracted from whatever program, it does what it did',
  async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, fc.nat(), async ({ text }, choice) => {
        const path = 'a.ts';
        const world = fixtureWorld(new Map([[path, text]]));
        const file = world.file(path);
        const spans = spansIn(file.source);
        const span = spans[choice % spans.length];
        const run = span && runIntent(extractMethod, file, span, world.view(path));
        if (!run || isRefusal(run)) return;
        const after = run.change.files[0]?.after ?? '';
        for (const input of inputs)
          expect(await runProgram(path, after, input)).toEqual(await runProgram(path, text, input));
      }),
      { numRuns: runs, seed },
    );
  },
  runs * msPerRunMax,
);
