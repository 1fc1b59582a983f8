import { describe, expect, it } from 'vitest';
import type { ChangeSet } from '../../../server/src/protocol/index.ts';
import {
  executeProbes,
  proofOf,
  reportTests,
  scriptedWorkspace,
  type ScriptedWorkspace,
} from './support/world.ts';

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

async function proveMembers(workspace: ScriptedWorkspace, changes: readonly ChangeSet[]) {
  const group = await proofOf(workspace).proveGroup(changes, full, never);
  return {
    verdicts: group.reports.map(({ verdict }) => verdict),
    summaries: group.reports.map(({ summary }) => summary),
    combined: group.combined.verdict,
    proofs: workspace.runs.filter((run) => run === 'tsc changed').length,
  };
}

async function proveAll(lines: readonly string[]) {
  const { workspace, changes } = membersOf(lines);
  return proveMembers(workspace, changes);
}

/** `count` members, those at `places` with another line. */
function many(count: number, places: readonly number[], line: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => (places.includes(index) ? line : `good${index}();`));
}

/** The checker complains about a `WORD` without saying where, or in another file. */
function complainElsewhere(workspace: ScriptedWorkspace, word: string, place = ''): void {
  const { tsc } = workspace.tools;
  workspace.tools.tsc = (sandbox, run) => {
    const found = [...sandbox.files.values()].some((text) => text.includes(word));
    return found ? { exitCode: 2, stdout: `${place}error TS1: It does not fit.` } : tsc(sandbox, run);
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

  it('of a hundred with a bad one costs two proofs: the failure says which, and the rest is proven as a whole', async () => {
    const { verdicts, combined, proofs } = await proveAll(many(100, [77], 'TYPE_ERROR;'));
    expect(
      verdicts.map((verdict, index) => (verdict === 'proven' ? -1 : index)).filter((at) => at >= 0),
    ).toEqual([77]);
    expect(verdicts[77]).toBe('failed');
    expect({ combined, proofs }).toEqual({ combined: 'proven', proofs: 2 });
  });

  it('judges each of several bad ones alone on top of what holds', async () => {
    const { verdicts, proofs, summaries } = await proveAll(many(60, [3, 30, 31], 'TYPE_ERROR;'));
    expect(verdicts.filter((verdict) => verdict === 'proven')).toHaveLength(57);
    expect(summaries[30]).toContain('at src/30.ts:2');
    expect(summaries[30]).not.toContain('more');
    // All, the 57 others, and each of the three.
    expect(proofs).toBe(5);
  });

  it('suspects what the file with the problem imports, nearest first', async () => {
    const { workspace, changes } = membersOf(many(40, [11], 'SHAPE;'));
    workspace.facts.imports = {
      'src/user.ts': ['src/near.ts', 'src/11.ts'],
      'src/11.ts': ['src/12.ts', 'src/13.ts'],
    };
    complainElsewhere(workspace, 'SHAPE', 'src/user.ts(1,1): ');
    const { verdicts, proofs } = await proveMembers(workspace, changes);
    expect(verdicts.flatMap((verdict, index) => (verdict === 'failed' ? [index] : []))).toEqual([11]);
    expect(proofs).toBe(2);
  });

  it('goes on where the suspicion was wrong', async () => {
    const { workspace, changes } = membersOf(many(8, [5], 'SHAPE;'));
    workspace.facts.imports = { 'src/user.ts': ['src/2.ts'] };
    complainElsewhere(workspace, 'SHAPE', 'src/user.ts(1,1): ');
    const { verdicts, combined } = await proveMembers(workspace, changes);
    expect(verdicts.flatMap((verdict, index) => (verdict === 'failed' ? [index] : []))).toEqual([5]);
    expect(combined).toBe('proven');
  });

  it('is halved where the failure names no file', async () => {
    const { workspace, changes } = membersOf(['a();', 'b();', 'SHAPE;', 'd();']);
    complainElsewhere(workspace, 'SHAPE');
    expect(await proveMembers(workspace, changes)).toMatchObject({
      verdicts: ['proven', 'proven', 'failed', 'proven'],
      combined: 'proven',
      // All, the first half, the third on top of it, the fourth on top of it.
      proofs: 4,
    });
  });

  it('stops at its bound, with a sentence, and keeps what was proven by then', async () => {
    const { workspace, changes } = membersOf(
      many(
        64,
        [...Array(32).keys()].map((at) => 2 * at),
        'SHAPE;',
      ),
    );
    complainElsewhere(workspace, 'SHAPE');
    const { proofs, summaries, combined } = await proveMembers(workspace, changes);
    // A part that waits when the bound is met is still tried once, and there are as many as halvings.
    expect(proofs).toBeLessThanOrEqual(40 + 6);
    expect(summaries.some((summary) => summary.includes('others within 40 proofs'))).toBe(true);
    expect(combined).toBe('proven');
  });

  it('spends no tool on what syntax alone decides', async () => {
    const { verdicts, proofs } = await proveAll(many(50, [4, 40], 'const = ;'));
    expect(verdicts.filter((verdict) => verdict === 'failed')).toHaveLength(2);
    expect(proofs).toBe(1);
  });

  it('gives each member the verdict of its own lines', async () => {
    const { verdicts, combined } = await proveAll(['a();', 'b(); // NOT_TESTED']);
    expect(verdicts).toEqual(['proven', 'checked']);
    expect(combined).toBe('checked');
  });

  it('is only checked as a whole, and so is each member, where the whole was only checked', async () => {
    const { workspace, changes } = membersOf(['a();', 'TYPE_ERROR;', 'c();', 'd();']);
    const { vitest } = workspace.tools;
    // A part runs its tests; three members together make the runner hang.
    workspace.tools.vitest = (sandbox, run) => {
      const made = ['a();', 'c();', 'd();'].filter((line) =>
        [...sandbox.files.values()].join('').includes(line),
      );
      return made.length === 3 ? { timedOut: true, exitCode: null } : vitest(sandbox, run);
    };
    const { verdicts, combined, summaries } = await proveMembers(workspace, changes);
    expect(verdicts).toEqual(['checked', 'failed', 'checked', 'checked']);
    expect(combined).toBe('checked');
    expect(summaries[0]).toContain('did not end within');
  });

  it('refuses a member that rewrites what another one rewrites', async () => {
    const { workspace, changes } = membersOf(['a();']);
    const [first] = changes;
    const other = { files: [{ ...first!.files[0]!, after: 'something else\n' }] };
    const { reports } = await proofOf(workspace).proveGroup([first!, other], full, never);
    expect(reports.map((report) => report.verdict)).toEqual(['proven', 'refused']);
    expect(reports[1]?.summary).toContain('It rewrites src/0.ts, as another change of this group does');
  });

  it('keeps one of two that pass alone and fail together, and every bystander', async () => {
    const { workspace, changes } = membersOf(['LEFT', 'RIGHT', 'TYPE_ERROR;', 'd();']);
    const { tsc } = workspace.tools;
    workspace.tools.tsc = (sandbox, run) => {
      const all = [...sandbox.files.values()].join('');
      const clash = all.includes('LEFT') && all.includes('RIGHT');
      return clash ? { exitCode: 2, stdout: 'error TS1: Clash.' } : tsc(sandbox, run);
    };
    const { verdicts, combined, summaries } = await proveMembers(workspace, changes);
    expect(verdicts).toEqual(['proven', 'failed', 'failed', 'proven']);
    expect(combined).toBe('proven');
    expect(summaries[1]).toContain('Clash');
  });

  it('refuses all at once where a refusal has nothing to do with a member', async () => {
    const { workspace, changes } = membersOf(many(100, [], ''));
    let opened = 0;
    const ports = {
      ...workspace.ports,
      openSandbox: () => {
        opened += 1;
        return Promise.resolve({ kind: 'refusal' as const, message: 'The disk is full.' });
      },
    };
    const { reports } = await proofOf({ ...workspace, ports }).proveGroup(changes, full, never);
    expect(new Set(reports.map(({ verdict, summary }) => `${verdict}: ${summary}`))).toEqual(
      new Set(['refused: The disk is full.']),
    );
    expect(opened).toBe(1);
  });

  it('leaves out a member that was made from another text, and proves the others', async () => {
    const { workspace, changes } = membersOf(['a();', 'b();', 'c();']);
    workspace.tree.set('src/1.ts', 'edited since\n');
    const { verdicts, summaries } = await proveMembers(workspace, changes);
    expect(verdicts).toEqual(['proven', 'refused', 'proven']);
    expect(summaries[1]).toContain('src/1.ts is not what the change was made from');
  });
});

describe('members of one file', () => {
  const before = 'export const a = 1;\n// one\n// two\n// three\nexport const b = 2;\n';
  const change = (from: string, to: string): ChangeSet => ({
    files: [{ path: 'src/a.ts', before, after: before.replace(from, to) }],
  });

  it('are each judged by their own lines, numbered as in their own text', async () => {
    const workspace = scriptedWorkspace();
    workspace.tree.set('src/a.ts', before);
    const tested = change('// one\n', 'first();\nsecond();\n');
    const untested = change('// three\n', 'third(); // NOT_TESTED\n');
    const { verdicts, summaries, combined } = await proveMembers(workspace, [tested, untested]);
    expect(verdicts).toEqual(['proven', 'checked']);
    expect(summaries[1]).toContain('no test executes the changed line src/a.ts:4.');
    expect(combined).toBe('checked');
  });

  it('with identical JavaScript are proven beside one that has to be tested', async () => {
    const workspace = scriptedWorkspace();
    workspace.tree.set('src/a.ts', before);
    const { facts } = workspace.ports.analysis;
    const ports = {
      ...workspace.ports,
      analysis: {
        ...workspace.ports.analysis,
        facts: async (asked: ChangeSet, signal: AbortSignal) => ({
          ...(await facts(asked, signal)),
          sameEmit: !asked.files[0]?.after?.includes('third'),
        }),
      },
    };
    const typed = change('export const a = 1', 'export const a: number = 1 // NOT_TESTED');
    const untested = change('// three\n', 'third(); // NOT_TESTED\n');
    const { verdicts, summaries } = await proveMembers({ ...workspace, ports }, [typed, untested]);
    expect(verdicts).toEqual(['proven', 'checked']);
    expect(summaries[0]).toContain('The emitted JavaScript is identical');
  });
});

describe('a failure of the whole test run', () => {
  async function proveWith(complaint: (changed: boolean) => string) {
    const { workspace, changes } = membersOf(['NEW();']);
    workspace.tools.vitest = async (sandbox, run) => {
      await executeProbes(sandbox);
      await reportTests(sandbox, run, { 'a works': 'passed' });
      const changed = [...sandbox.files.values()].some((text) => text.includes('NEW();'));
      const stderr = complaint(changed);
      return stderr === '' ? { exitCode: 0 } : { exitCode: 1, stderr };
    };
    return proveMembers(workspace, changes);
  }

  it('is the old one again where only its numbers differ', async () => {
    const said = (changed: boolean) =>
      `ERROR: Coverage for lines (${changed ? '71.26' : '71.2'}%) does not meet 80%`;
    expect((await proveWith(said)).verdicts).toEqual(['proven']);
  });

  it('counts where it says something else than the one before', async () => {
    const said = (changed: boolean) =>
      changed ? 'Unhandled rejection: late' : 'ERROR: Coverage does not meet 80%';
    const { verdicts, summaries } = await proveWith(said);
    expect(verdicts).toEqual(['failed']);
    expect(summaries[0]).toContain('Unhandled rejection: late');
  });

  it('counts where there was none before', async () => {
    expect((await proveWith((changed) => (changed ? 'Open handles: 3' : ''))).verdicts).toEqual(['failed']);
  });
});
