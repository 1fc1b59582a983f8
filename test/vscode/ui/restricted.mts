/** In a workspace that is not trusted nothing of it runs, and Grace says so. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedWorkspace } from '../../support/workspaces.ts';
import { startEditor } from '../editor.mts';
import { runTests, type Count } from '../tests.mts';
import { launchBrowser, openWorkbench } from '../workbench.mts';

const entry = 'Turn a console call into a structured log entry';
const reviewMsMax = 60_000;

export async function testRestricted(vsix: string): Promise<Count> {
  const marks = mkdtempSync(join(tmpdir(), 'grace-restricted-'));
  const mark = join(marks, 'the-linter-ran');
  const workspace = await installedWorkspace('npm-vitest-eslint');
  // A config that leaves a mark when anything executes it.
  appendFileSync(
    join(workspace.folder, 'eslint.config.js'),
    `\nawait import('node:fs').then((fs) => fs.writeFileSync(${JSON.stringify(mark)}, ''));\n`,
  );
  const editor = await startEditor({ vsix, trust: 'restricted' });
  const browser = await launchBrowser();
  try {
    const file = join(workspace.folder, 'src/links/service.ts');
    const workbench = await openWorkbench(browser, editor, { folder: workspace.folder, file });
    const { page } = workbench;
    const tests = [
      {
        name: 'a refactor is only checked, without a question and without running anything',
        run: async () => {
          await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
          await workbench.goTo(92, 12);
          const rows = await workbench.refactorMenu();
          await rows.filter({ hasText: entry }).click();
          await page
            .locator('.tab', { hasText: `Grace: ${entry} (only checked)` })
            .waitFor({ timeout: reviewMsMax });
          await workbench.reviewLoaded();
          await workbench.screenshot('10 restricted mode');
          assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
          assert.equal(existsSync(mark), false, 'nothing of the workspace ran');
        },
      },
      {
        name: 'the commands of the workspace are not offered for approval',
        run: async () => {
          await workbench.command('Grace: Review Workspace Commands');
          await workbench.notification('not trusted').waitFor();
        },
      },
      {
        name: 'the same config does run once the workspace is trusted and its commands are allowed',
        run: async () => {
          await workbench.command('Workspaces: Manage Workspace Trust');
          await page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
          await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'hidden' });
          await workbench.showProposals();
          await workbench.proposal(entry).hover();
          await page.locator('.pane-body .action-label[aria-label="Prove Again"]').click();
          await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Allow' }).click();
          await page.locator('.tab', { hasText: `Grace: ${entry} (proven)` }).waitFor({ timeout: 150_000 });
          assert.equal(existsSync(mark), true, 'the linter ran');
        },
      },
    ];
    return await runTests(tests, (name) => workbench.screenshot(`failed ${name}`));
  } finally {
    await browser.close();
    await editor.close();
    await workspace.dispose();
    rmSync(marks, { recursive: true, force: true });
  }
}
