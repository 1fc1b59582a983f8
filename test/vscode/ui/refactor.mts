/** From the lightbulb through proof and review to the applied diff, and back by undo, in the real editor. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedWorkspace, treeHash } from '../../support/workspaces.ts';
import { startEditor } from '../editor.mts';
import { eventually } from '../eventually.mts';
import { startOf } from '../places.mts';
import { runTests, type Count, type UiTest } from '../tests.mts';
import { launchBrowser, openWorkbench, type Workbench } from '../workbench.mts';

/** A `console.log` that a test of the workspace executes, and what Grace makes of it. */
const target = {
  file: 'src/links/service.ts',
  old: "console.log('link removed: ' + slug);",
  next: "logger.info({ slug }, 'link removed');",
} as const;
const entry = 'Turn a console call into a structured log entry';

/** A call that a test of the workspace listens to: converting it breaks that test. */
const listened = 'console.log(`swept ${removed} expired links`);';
const listener = `import { expect, it, vi } from 'vitest';
import { manualClock } from '../src/clock.ts';
import { linkService } from '../src/links/service.ts';
import { LinkStore } from '../src/links/store.ts';

it('says how many links were swept', () => {
  const said = vi.spyOn(console, 'log').mockReturnValue(undefined);
  const clock = manualClock(1000);
  const service = linkService(new LinkStore(), { slugLength: 4, blockedHosts: [] }, clock, () => 0);
  service.create({ target: 'https://example.org/', slug: 'mine', ttlSeconds: 60 });
  clock.advance(120_000);
  service.sweep();
  expect(said).toHaveBeenCalledWith('swept 1 expired links');
});
`;

/** On a busy machine the first proof installs nothing, yet starts a compiler, a linter and a test runner cold. */
const proofMsMax = 150_000;
const applyMsMax = 20_000;

export async function testRefactor(vsix: string): Promise<Count> {
  const workspace = await installedWorkspace('npm-vitest-eslint');
  writeFileSync(join(workspace.folder, 'test', 'swept.test.ts'), listener);
  const editor = await startEditor({ vsix, trust: 'trusted' });
  const browser = await launchBrowser();
  try {
    const file = join(workspace.folder, target.file);
    const workbench = await openWorkbench(browser, editor, { folder: workspace.folder, file });
    const tests = refactorTests(workbench, workspace.folder, file);
    return await runTests(tests, (name) => workbench.screenshot(`failed ${name}`));
  } finally {
    await browser.close();
    await editor.close();
    await workspace.dispose();
  }
}

function refactorTests(workbench: Workbench, folder: string, file: string): readonly UiTest[] {
  const { page } = workbench;
  const original = readFileSync(file, 'utf8');
  const { line } = startOf(original, target.old);
  const dialog = page.locator('.monaco-dialog-box');
  const insertFirstLine = async (text: string) => {
    await workbench.goTo(1, 1);
    await page.keyboard.press('Enter');
    await workbench.goTo(1, 1);
    await page.keyboard.insertText(text);
  };
  const pick = async (at = line, column = 12) => {
    await workbench.goTo(at, column);
    const rows = await workbench.refactorMenu();
    await rows.filter({ hasText: entry }).click();
  };
  const acceptButton = page.locator('.editor-actions .action-label[aria-label^="Accept Proposal"]');
  let before: string;

  return [
    {
      name: 'Refactor… offers an entry of Grace',
      async run() {
        await workbench.goTo(line, 12);
        const rows = await workbench.refactorMenu();
        await workbench.screenshot('1 refactor menu');
        assert.equal(await rows.filter({ hasText: entry }).count(), 1);
        await page.keyboard.press('Escape');
        before = await treeHash(folder);
      },
    },
    {
      name: 'the first pick shows the exact commands and asks; dismissing it runs nothing',
      async run() {
        await pick();
        await dialog.waitFor();
        await workbench.screenshot('2 first question');
        const text = await dialog.innerText();
        for (const tool of ['tsc', 'eslint', 'vitest']) assert.match(text, new RegExp(`\\b${tool}\\b`));
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'hidden' });
        assert.equal(await page.locator('.notification-list-item', { hasText: 'Grace' }).count(), 0);
      },
    },
    {
      name: 'the proof shows its steps, can be cancelled, and offers to apply now after a moment',
      async run() {
        await pick();
        await dialog.locator('.monaco-button', { hasText: 'Allow' }).click();
        const offer = page.locator('.notification-list-item a', { hasText: 'Apply now, only checked' });
        await offer.waitFor({ timeout: proofMsMax });
        await workbench.screenshot('3 proof under way');
        await page.locator('.notification-list-item .monaco-button', { hasText: 'Cancel' }).click();
        await offer.waitFor({ state: 'hidden', timeout: applyMsMax });
      },
    },
    {
      name: 'a proven proposal opens for review, with its gates in the Proposals view',
      async run() {
        await pick();
        const title = page.locator('.tab', { hasText: `Grace: ${entry} (proven)` });
        await title.waitFor({ timeout: proofMsMax });
        await workbench.reviewLoaded();
        await workbench.showProposals();
        for (const gate of ['Proven', 'Syntax', 'Types', 'Lint', 'Tests', 'service.ts'])
          await workbench.proposal(gate).first().waitFor();
        await workbench.screenshot('4 review');
        assert.equal(await treeHash(folder), before, 'a proof left the workspace byte-identical');
      },
    },
    {
      name: 'Accept writes the file',
      async run() {
        await acceptButton.click();
        const expected = original.replace(target.old, target.next);
        await eventually(() => assert.equal(readFileSync(file, 'utf8'), expected));
        await page.locator('.tab', { hasText: 'Grace:' }).waitFor({ state: 'hidden' });
        await page.locator('.view-line', { hasText: "'link removed')" }).waitFor();
        await workbench.screenshot('5 accepted');
      },
    },
    {
      name: 'Undo restores the file byte for byte',
      async run() {
        await workbench.proposal(entry).hover();
        await page.locator('.pane-body .action-label[aria-label="Undo"]').click();
        await eventually(() => assert.equal(readFileSync(file, 'utf8'), original));
        await page.locator('.view-line', { hasText: "'link removed: '" }).waitFor();
        await workbench.screenshot('6 undone');
        assert.equal(await treeHash(folder), before, 'undo left nothing behind');
      },
    },
    {
      name: 'unsaved changes stay unsaved when a proposal is accepted',
      async run() {
        await workbench.openFile('service.ts');
        await insertFirstLine('// not saved yet');
        await pick(line + 1);
        await page.locator('.tab', { hasText: `Grace: ${entry}` }).waitFor({ timeout: proofMsMax });
        await workbench.reviewLoaded();
        await acceptButton.click();
        await page.locator('.tab', { hasText: 'Grace:' }).waitFor({ state: 'hidden', timeout: applyMsMax });
        await page.locator('.view-line', { hasText: "'link removed')" }).waitFor();
        await workbench.screenshot('7 accepted into an unsaved buffer');
        assert.equal(readFileSync(file, 'utf8'), original, 'the disk is untouched');
        assert.equal(await page.locator('.tab.dirty', { hasText: 'service.ts' }).count(), 1);
        await workbench.command('File: Revert File');
        await page.locator('.view-line', { hasText: "'link removed: '" }).waitFor();
      },
    },
    {
      name: 'an edit that breaks a test of the workspace is refused with a sentence that names it',
      async run() {
        await workbench.openFile('service.ts');
        const { line: at, column } = startOf(original, listened);
        await pick(at, column);
        await workbench.notification('says how many links were swept').waitFor({ timeout: proofMsMax });
        await workbench.screenshot('8 refused by a test');
        assert.equal(readFileSync(file, 'utf8'), original);
        assert.equal(await page.locator('.tab', { hasText: 'Grace:' }).count(), 0);
      },
    },
    {
      name: 'what cannot be refactored is greyed out',
      async run() {
        await insertFirstLine('console.table([1]);');
        await workbench.goTo(1, 12);
        await workbench.refactorMenu();
        const disabled = page.locator('.action-widget .option-disabled', { hasText: 'Improve logging' });
        const toggle = page.locator('.action-widget a', { hasText: 'Show Disabled' });
        if (await toggle.isVisible()) await toggle.click();
        await disabled.waitFor();
        await workbench.screenshot('9 greyed out');
        await page.keyboard.press('Escape');
        await workbench.command('File: Revert File');
      },
    },
  ];
}
