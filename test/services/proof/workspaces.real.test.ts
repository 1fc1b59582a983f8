import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GateName, ProofReport } from '../../../server/src/protocol/index.ts';
import { openProof, type OpenedProof } from '../../support/proof.ts';
import {
  installedWorkspace,
  treeHash,
  type InstalledWorkspace,
  type WorkspaceName,
} from '../../support/workspaces.ts';

/** One edit: the first `from` of the file becomes `to`. */
interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

interface Breaking extends Edit {
  readonly what: string;
  /** The gate that has to fail, and a problem it has to name: tool and the file it stands in. */
  readonly gate: GateName;
  readonly tool: string;
  readonly at: RegExp;
}

interface Case {
  readonly workspace: WorkspaceName;
  readonly good: Edit;
  readonly breaking: readonly Breaking[];
}

/** Every breaking edit leaves the edited package itself intact as far as its gate looks: a sibling notices. */
const cases: readonly Case[] = [
  {
    workspace: 'npm-vitest-eslint',
    good: {
      file: 'src/links/slug.ts',
      from: 'slug += ALPHABET.charAt(Math.floor(random() * ALPHABET.length));',
      to: 'const index = Math.floor(random() * ALPHABET.length);\n    slug += ALPHABET.charAt(index);',
    },
    breaking: [],
  },
  {
    workspace: 'yarn-vitest-eslint',
    good: {
      file: 'packages/template/src/escape.ts',
      from: "return text.replace(/\\s*[\\r\\n]+\\s*/g, ' ').trim();",
      to: "const oneLine = text.replace(/\\s*[\\r\\n]+\\s*/g, ' ');\n  return oneLine.trim();",
    },
    breaking: [
      {
        what: 'a changed result type',
        file: 'packages/template/src/escape.ts',
        from: "escapeHeader(text: string): string {\n  return text.replace(/\\s*[\\r\\n]+\\s*/g, ' ').trim();",
        to: "escapeHeader(text: string): string[] {\n  return [text.replace(/\\s*[\\r\\n]+\\s*/g, ' ').trim()];",
        gate: 'types',
        tool: 'tsc',
        at: /^packages\/mailer\/src\/letter\.ts$/,
      },
      {
        what: 'a result that loses its type',
        file: 'packages/template/src/escape.ts',
        from: 'export function escapeHeader(text: string): string {\n  return ',
        to: 'export function escapeHeader(text: string): ReturnType<typeof JSON.parse> {\n  return ',
        gate: 'lint',
        tool: 'eslint',
        at: /^packages\/mailer\/src\/letter\.ts$/,
      },
      {
        what: 'a changed result',
        file: 'packages/template/src/escape.ts',
        from: "g, ' ').trim()",
        to: "g, ' - ').trim()",
        gate: 'tests',
        tool: 'vitest',
        at: /^packages\/mailer\/test\//,
      },
    ],
  },
  {
    workspace: 'pnpm-jest-biome',
    good: {
      file: 'packages/money/src/format.ts',
      from: "const text = String(Math.abs(value.amount)).padStart(places + 1, '0');",
      to: "const digitsOnly = String(Math.abs(value.amount));\n  const text = digitsOnly.padStart(places + 1, '0');",
    },
    breaking: [
      {
        what: 'a parameter more',
        file: 'packages/money/src/format.ts',
        from: 'formatMoney(value: Money): string {',
        to: 'formatMoney(value: Money, _locale: string): string {',
        gate: 'types',
        tool: 'tsc',
        at: /^packages\/api\/(?:src|test)\//,
      },
      {
        what: 'a changed result',
        file: 'packages/money/src/format.ts',
        from: '${sign}${text.slice(0, -places)}.${text',
        to: '${sign}${text.slice(0, -places)},${text',
        gate: 'tests',
        tool: 'jest',
        at: /^packages\/api\/test\//,
      },
    ],
  },
  {
    workspace: 'ts7-node-test',
    good: {
      file: 'packages/schedule/src/backoff.ts',
      from: 'return Math.round(full - (full * jitter) / 10);',
      to: 'const spread = (full * jitter) / 10;\n  return Math.round(full - spread);',
    },
    breaking: [
      {
        what: 'a changed result type',
        file: 'packages/schedule/src/backoff.ts',
        from: 'jitter: number): number {',
        to: 'jitter: number): number | undefined {',
        gate: 'types',
        tool: 'tsc',
        at: /^packages\/jobs\/src\/runner\.ts$/,
      },
      {
        what: 'a changed result',
        file: 'packages/schedule/src/backoff.ts',
        from: 'return Math.round(full - (full',
        to: 'return 7 + Math.round(full - (full',
        gate: 'tests',
        tool: 'node:test',
        at: /^packages\/jobs\/test\//,
      },
    ],
  },
  {
    workspace: 'js-mocha',
    good: {
      file: 'src/amount.js',
      from: "return sign === '-' && cents !== 0 ? -cents : cents;",
      to: "const isNegative = sign === '-' && cents !== 0;\n  return isNegative ? -cents : cents;",
    },
    breaking: [
      {
        what: 'a changed result',
        file: 'src/amount.js',
        from: '? -cents : cents;',
        to: '? cents : cents;',
        gate: 'tests',
        tool: 'mocha',
        at: /^test\/ledger\.test\.js$|^test\/statement\.test\.js$|^test\/amount\.test\.js$/,
      },
    ],
  },
  {
    workspace: 'npm-workspaces-node-test',
    good: {
      file: 'packages/geometry/src/grid.ts',
      from: 'const key = `${cellOf(item.x)} ${cellOf(item.y)}`;',
      to: 'const column = cellOf(item.x);\n      const key = `${column} ${cellOf(item.y)}`;',
    },
    breaking: [
      {
        what: 'a parameter more',
        file: 'packages/geometry/src/place.ts',
        from: 'pathLength(places: readonly Place[]): number {',
        to: 'pathLength(places: readonly Place[], _from: Place): number {',
        gate: 'types',
        tool: 'tsc',
        at: /^packages\/planner\/src\/route\.ts$/,
      },
      {
        what: 'a changed result',
        file: 'packages/geometry/src/place.ts',
        from: 'return Math.hypot(to.x - from.x, to.y - from.y);',
        to: 'return 1 + Math.hypot(to.x - from.x, to.y - from.y);',
        gate: 'tests',
        tool: 'ava',
        at: /^packages\/depot\/test\/depot\.test\.ts$/,
      },
    ],
  },
];

const signal = new AbortController().signal;

describe.each(cases)('$workspace', ({ workspace: name, good, breaking }) => {
  let workspace: InstalledWorkspace;
  let hash: string;
  let opened: OpenedProof;
  beforeAll(async () => {
    workspace = await installedWorkspace(name);
    hash = await treeHash(workspace.folder);
    opened = await openProof(workspace.folder, { cheats: 'ignored' });
  });
  afterAll(async () => {
    await opened.dispose();
    await workspace.dispose();
  });

  async function prove(edit: Edit, approved: 'approved' | 'not approved' = 'approved'): Promise<ProofReport> {
    const before = await readFile(join(workspace.folder, edit.file), 'utf8');
    expect(before).toContain(edit.from);
    const change = { files: [{ path: edit.file, before, after: before.replace(edit.from, () => edit.to) }] };
    return opened.proof.prove(change, { gates: 'full', approved: approved === 'approved' }, signal);
  }

  it('proves a good edit, and leaves the tree as it was', async () => {
    const report = await prove(good);
    expect(report, report.summary).toMatchObject({ verdict: 'proven' });
    expect(report.changedLines?.executed).toBe(report.changedLines?.total);
    expect(await treeHash(workspace.folder)).toBe(hash);
  });

  it('stops at checked until its commands are approved', async () => {
    expect(await prove(good, 'not approved')).toMatchObject({ verdict: 'checked' });
  });

  it.each(breaking)('$gate ($tool): $what is noticed by the sibling', async (edit) => {
    const report = await prove(edit);
    expect(report, report.summary).toMatchObject({
      verdict: 'failed',
      gates: { [edit.gate]: { status: 'fail' } },
    });
    expect(report.gates[edit.gate].newProblems).toContainEqual(
      expect.objectContaining({ tool: edit.tool, file: expect.stringMatching(edit.at) as string }),
    );
    expect(await treeHash(workspace.folder)).toBe(hash);
  });
});
