import { describe, expect, it } from 'vitest';
import type { ChangeSet } from '../../../server/src/protocol/index.ts';
import { proofOf, scriptedWorkspace, type ScriptedWorkspace } from './support/world.ts';

const full = { gates: 'full', approved: true } as const;
const never = new AbortController().signal;

/** A workspace with files `src/0.ts` … and one change of each, by the line it adds. */
function membersOf(lines: readonly string[]): { workspace: ScriptedWorkspace; changes: ChangeSet[] } {
  const workspace = scriptedWorkspace();
  const changes = lines.map((line, index) => {
    const path = `src/${index}.ts`;
    const before = `export const x${index} = 1;\n`;
    workspace.tree.set(path, before);
    return { files: [{ path, before, after: `${before}${line}\n` }] };
  });
  return { workspace, changes };
}

async function proveAll(lines: readonly string[]) {
  const { workspace, changes } = membersOf(lines);
  const group = await proofOf(workspace).proveGroup(changes, full, never);
  const proofs = workspace.runs.filter((run) => run === 'tsc changed').length;
  return {
    verdicts: group.reports.map((report) => report.verdict),
    combined: group.combined.verdict,
    proofs,
    group,
  };
}

describe('a group', () => {
  it('of good changes costs one proof', async () => {
    expect(await proveAll(['a();', 'b();', 'c();', 'd();'])).toMatchObject({
      verdicts: ['proven', 'proven', 'proven', 'proven'],
      combined: 'proven',
      proofs: 1,
    });
  });

  it('is halved until the failing member is known, and the rest is proven together again', async () => {
    expect(await proveAll(['a();', 'b();', 'TYPE_ERROR;', 'd();'])).toMatchObject({
      verdicts: ['proven', 'proven', 'failed', 'proven'],
      combined: 'proven',
      // All, the first half, the second half, its two members, the rest together.
      proofs: 6,
    });
  });

  it('gives each member the verdict of its own lines', async () => {
    const { verdicts, combined } = await proveAll(['a();', 'b(); // NOT_TESTED']);
    expect(verdicts).toEqual(['proven', 'checked']);
    expect(combined).toBe('checked');
  });

  it('refuses a member that rewrites what another one rewrites', async () => {
    const { workspace, changes } = membersOf(['a();']);
    const [first] = changes;
    const other = { files: [{ ...first!.files[0]!, after: 'something else\n' }] };
    const { reports } = await proofOf(workspace).proveGroup([first!, other], full, never);
    expect(reports.map((report) => report.verdict)).toEqual(['proven', 'refused']);
    expect(reports[1]?.summary).toContain('It rewrites src/0.ts, as another change of this group does');
  });

  it('rejects members that pass alone and fail together', async () => {
    const { workspace, changes } = membersOf(['LEFT', 'RIGHT', 'TYPE_ERROR;']);
    const { tsc } = workspace.tools;
    workspace.tools.tsc = (sandbox, run) => {
      const all = [...sandbox.files.values()].join('');
      const clash = all.includes('LEFT') && all.includes('RIGHT');
      return clash ? { exitCode: 2, stdout: 'src/0.ts(2,1): error TS1: Clash.' } : tsc(sandbox, run);
    };
    const { reports, combined } = await proofOf(workspace).proveGroup(changes, full, never);
    expect(combined.verdict).toBe('failed');
    expect(reports.map((report) => report.verdict)).toEqual(['failed', 'failed', 'failed']);
    expect(reports[0]?.summary).toContain('Each part passes alone, but not together');
  });
});
