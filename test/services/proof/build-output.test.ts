import { describe, expect, it } from 'vitest';
import { proofOf, rewrite, scriptedWorkspace } from './support/world.ts';

const full = { gates: 'full', approved: true } as const;
const never = new AbortController().signal;
const good = 'export const a = 1;\nexport const b = 3;\n';

/** `app` depends on the root package `shop`, whose manifest is `manifest`. */
function withSibling(manifest: string) {
  const workspace = scriptedWorkspace();
  workspace.tree.set('package.json', manifest);
  workspace.siblings.push({ ...workspace.member, folder: 'app', name: 'app', siblings: ['shop'] });
  return workspace;
}

describe('a sibling that loads built files', () => {
  it('sees the change after a build, in every state the tests run in', async () => {
    const workspace = withSibling('{ "exports": { ".": "./dist/index.js" } }');
    workspace.tree.set('tsconfig.json', '{ "compilerOptions": { "composite": true } }');
    const report = await proofOf(workspace).prove(rewrite(workspace, 'BREAKS;\n'), full, never);
    expect(report.verdict).toBe('failed');
    const states = workspace.runs.filter((run) => !run.startsWith('eslint'));
    for (const [index, run] of states.entries()) {
      const state = run.split(' ')[1] ?? '';
      if (run.startsWith('vitest') && states[index - 1]?.startsWith('vitest') !== true)
        expect(states[index - 1]).toBe(`tsc ${state}`);
    }
    expect(states).toContain('tsc probed');
    expect(states).toContain('tsc base');
  });

  it('says nothing of the change where another tool builds them', async () => {
    const workspace = withSibling('{ "main": "lib/index.js" }');
    const report = await proofOf(workspace).prove(rewrite(workspace, good), full, never);
    expect(report.verdict).toBe('checked');
    expect(report.gates.tests.reason).toContain('app load the built files of shop, which Grace cannot build');
  });

  it('needs no build where packages are loaded from their sources', async () => {
    const workspace = withSibling('{ "exports": "./src/index.ts" }');
    const report = await proofOf(workspace).prove(rewrite(workspace, good), full, never);
    expect(report.verdict).toBe('proven');
    expect(workspace.runs).not.toContain('tsc probed');
  });
});
