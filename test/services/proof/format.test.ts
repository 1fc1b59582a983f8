import { describe, expect, it } from 'vitest';
import { proofOf, rewrite, scriptedWorkspace, type ScriptedWorkspace } from './support/world.ts';

const never = new AbortController().signal;
const manifest = '{ "name": "prettier", "bin": "./bin/prettier" }';

/** A workspace that depends on a formatter which ends every line with a semicolon. */
function formattedWorkspace(): ScriptedWorkspace {
  const workspace = scriptedWorkspace();
  workspace.member = { ...workspace.member, dependencies: { prettier: '^3.0.0' } };
  workspace.tree.set('node_modules/prettier/package.json', manifest);
  return workspace;
}

function format(workspace: ScriptedWorkspace, after: string, approved = true) {
  return proofOf(workspace).format(rewrite(workspace, after), { approved }, never);
}

describe('a change before its proof', () => {
  it('is laid out by the formatter of the workspace, which writes no file', async () => {
    const workspace = formattedWorkspace();
    const { files } = await format(workspace, 'export const a = 1\n');
    expect(files).toEqual([
      { path: 'src/a.ts', before: workspace.tree.get('src/a.ts'), after: 'export const a = 1;\n' },
    ]);
    expect(workspace.runs).toEqual(['prettier base', 'prettier base']);
  });

  it('stays as it is where the file was not laid out so before', async () => {
    const workspace = formattedWorkspace();
    workspace.tree.set('src/a.ts', 'export const b = 2\n');
    const { files } = await format(workspace, 'export const a = 1\n');
    expect(files[0]?.after).toBe('export const a = 1\n');
  });

  it.each([
    ['refuses its text', { exitCode: 2, stderr: 'SyntaxError' }],
    ['hangs', { timedOut: true, exitCode: null }],
    ['says nothing', { exitCode: 0, stdout: '' }],
  ])('stays as it is where the formatter %s', async (_name, outcome) => {
    const workspace = formattedWorkspace();
    const { prettier } = workspace.tools;
    workspace.tools.prettier = (sandbox, run) =>
      run.stdin === 'export const a = 1\n' ? outcome : prettier(sandbox, run);
    const { files } = await format(workspace, 'export const a = 1\n');
    expect(files[0]?.after).toBe('export const a = 1\n');
  });

  it('stays as it is, and nothing runs, until the commands are approved, which name the formatter', async () => {
    const workspace = formattedWorkspace();
    const { files } = await format(workspace, 'export const a = 1\n', false);
    expect(files[0]?.after).toBe('export const a = 1\n');
    expect(workspace.runs).toEqual([]);
    const commands = await proofOf(workspace).commands();
    if ('kind' in commands) throw new Error(commands.message);
    expect(commands.at(-1)?.argv.join(' ')).toBe(
      '/usr/bin/node /user/shop/node_modules/prettier/bin/prettier --stdin-filepath <changed file>',
    );
  });

  it('stays as it is in a workspace without a formatter', async () => {
    const workspace = scriptedWorkspace();
    const { files } = await format(workspace, 'export const a = 1\n');
    expect(files[0]?.after).toBe('export const a = 1\n');
    expect(workspace.runs).toEqual([]);
  });
});
