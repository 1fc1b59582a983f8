import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const rules = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: NonNullable<ICruiseOptions['ruleSet']>['forbidden'];
};

/** One planted import per rule: the importing file, what it imports, and the rule that must object. */
const planted: readonly (readonly [rule: string, from: string, imports: string])[] = [
  ['base-imports-nothing-of-ours', 'server/src/base/planted.ts', '../protocol/index.ts'],
  ['protocol-imports-only-base-and-zod', 'server/src/protocol/planted.ts', '../core/ports/index.ts'],
  ['core-below-services', 'server/src/core/ports/planted.ts', '../../services/proof/index.ts'],
  ['services-below-features', 'server/src/services/proof/planted.ts', '../../features/refactor/index.ts'],
  ['features-below-surfaces', 'server/src/features/refactor/planted.ts', '../../cli/index.ts'],
  ['features-are-strangers', 'server/src/features/healing/planted.ts', '../refactor/index.ts'],
  ['adapters-implement-ports-only', 'server/src/adapters/planted.ts', '../services/proof/inside.ts'],
  ['surfaces-below-boot', 'server/src/cli/planted.ts', '../boot/compose.ts'],
  ['rooms-have-one-door', 'server/src/features/refactor/reaching.ts', '../../services/proof/inside.ts'],
  ['intents-are-strangers', 'server/src/features/refactor/intents/one/planted.ts', '../two/index.ts'],
  [
    'refactor-rooms-have-one-door',
    'server/src/features/refactor/intents/one/reaching.ts',
    '../../types/inside.ts',
  ],
  ['refactor-rooms-have-one-door', 'server/src/features/refactor/syntax/reaching.ts', '../types/inside.ts'],
  ['refactor-rooms-have-one-door', 'server/src/features/refactor/reaching-in.ts', './types/inside.ts'],
  [
    'compiler-only-in-analysis-processes',
    'server/src/cli/compiling.ts',
    '../services/analysis/typescript.ts',
  ],
  ['only-adapters-touch-the-world', 'server/src/services/proof/touching.ts', 'node:fs'],
  ['client-knows-only-the-protocol', 'client/src/planted.ts', '../../server/src/cli/index.ts'],
  ['nothing-shipped-imports-tests', 'server/src/cli/tested.ts', '../../../test/support/planted.ts'],
];

const allowed: readonly (readonly [from: string, imports: string])[] = [
  ['server/src/features/refactor/fine.ts', '../../services/proof/index.ts'],
  ['server/src/services/proof/neighbour.ts', './inside.ts'],
  ['server/src/adapters/fine.ts', 'node:fs'],
  ['server/src/features/refactor/intents/one/fine.ts', '../../types/index.ts'],
  ['server/src/features/refactor/intents/registry.ts', './two/index.ts'],
  ['server/src/features/refactor/types/neighbour.ts', './inside.ts'],
  ['client/src/fine.ts', '../../server/src/protocol/index.ts'],
];

describe('the boundaries', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grace-boundaries-'));
  let violations: { from: string; rule: { name: string } }[] = [];

  beforeAll(async () => {
    for (const path of [
      'server/src/protocol/index.ts',
      'server/src/core/ports/index.ts',
      'server/src/services/proof/index.ts',
      'server/src/services/proof/inside.ts',
      'server/src/services/analysis/typescript.ts',
      'server/src/features/refactor/index.ts',
      'server/src/features/refactor/intents/two/index.ts',
      'server/src/features/refactor/types/index.ts',
      'server/src/features/refactor/types/inside.ts',
      'server/src/cli/index.ts',
      'server/src/boot/compose.ts',
      'test/support/planted.ts',
    ])
      write(path, 'export const here = 1;\n');
    for (const [, from, imports] of planted)
      write(from, `import * as there from '${imports}';\nvoid there;\n`);
    for (const [from, imports] of allowed) write(from, `import * as there from '${imports}';\nvoid there;\n`);
    const result = await cruise(['server/src', 'client/src'], {
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden: rules.forbidden ?? [] },
      tsPreCompilationDeps: true,
    });
    violations = (result.output as ICruiseResult).summary.violations;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(planted)('%s objects to a planted import', (rule, from) => {
    expect(
      violations.filter((violation) => violation.from === from).map(({ rule: { name } }) => name),
    ).toContain(rule);
  });

  it.each(allowed)('%s may import %s', (from) => {
    expect(violations.filter((violation) => violation.from === from)).toEqual([]);
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
