/** Types for a JavaScript file, written as JSDoc, and a refusal a person reads whole, in the real editor. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedWorkspace } from '../../support/workspaces.ts';
import { startEditor } from '../editor.mts';
import { eventually } from '../eventually.mts';
import { startOf } from '../places.mts';
import { runTests, type Count, type UiTest } from '../tests.mts';
import { launchBrowser, openWorkbench, type Workbench } from '../workbench.mts';

const hinted = {
  file: 'src/report.js',
  at: 'line(name, cents, note) {',
  entry: 'Add type hints to ‘line’',
  before: 'function line(name, cents, note) {',
  after: `/**
 * @param {string} name
 * @param {number} cents
 * @param {string} note
 */
function line(name, cents, note) {`,
} as const;

const refused = {
  file: 'src/limits.js',
  at: 'readLimits(text) {',
  entry: 'Add type hints to ‘readLimits’',
  said: 'Nothing in the project says what ‘text’ is, so no type was written: write one by hand, or a call that shows it.',
} as const;

const proofMsMax = 150_000;

export async function testHints(vsix: string): Promise<Count> {
  const workspace = await installedWorkspace('js-mocha');
  const editor = await startEditor({ vsix, trust: 'trusted' });
  const browser = await launchBrowser();
  try {
    const { folder } = workspace;
    const workbench = await openWorkbench(browser, editor, { folder, file: join(folder, hinted.file) });
    return await runTests(hintsTests(workbench, folder), (name) => workbench.screenshot(`failed ${name}`));
  } finally {
    await browser.close();
    await editor.close();
    await workspace.dispose();
  }
}

function hintsTests(workbench: Workbench, folder: string): readonly UiTest[] {
  const { page } = workbench;
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const original = read(hinted.file);
  const pick = async ({ file, at, entry }: { file: string; at: string; entry: string }) => {
    const { line, column } = startOf(read(file), at);
    await workbench.goTo(line, column);
    const rows = await workbench.refactorMenu();
    await workbench.screenshot(`30 hints, the menu on ${entry}`);
    await rows.filter({ hasText: entry }).click();
  };

  return [
    {
      name: 'the types of a JavaScript function are proven and shown as JSDoc',
      async run() {
        await pick(hinted);
        await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Allow' }).click();
        await page
          .locator('.tab', { hasText: `Grace: ${hinted.entry} (proven)` })
          .waitFor({ timeout: proofMsMax });
        await workbench.reviewLoaded();
        await workbench.screenshot('31 hints, the review');
      },
    },
    {
      name: 'Accept writes the JSDoc',
      async run() {
        await workbench.accept();
        const expected = original.replace(hinted.before, hinted.after);
        await eventually(() => assert.equal(read(hinted.file), expected));
        await page.locator('.view-line', { hasText: '@param {number} cents' }).waitFor();
        await workbench.screenshot('32 hints, written');
      },
    },
    {
      name: 'a refusal after the pick is said in a whole sentence',
      async run() {
        await workbench.openFile('limits.js');
        await pick(refused);
        const message = workbench
          .notification(/Nothing in the project/)
          .locator('.notification-list-item-message');
        await message.waitFor();
        await workbench.screenshot('33 hints, refused');
        assert.equal(await message.innerText(), refused.said);
        assert.equal(await page.locator('.tab', { hasText: 'Grace:' }).count(), 0);
      },
    },
  ];
}
