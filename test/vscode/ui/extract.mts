/** A function made of selected statements, renamed right where it was made, and taken back, in the real editor. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedWorkspace } from '../../support/workspaces.ts';
import { startEditor } from '../editor.mts';
import { eventually } from '../eventually.mts';
import { endOf, startOf } from '../places.mts';
import { runTests, type Count, type UiTest } from '../tests.mts';
import { launchBrowser, openWorkbench, type Workbench } from '../workbench.mts';

const file = 'src/links/service.ts';
const selected = { from: 'const now = clock.now();\n      const link', to: 'store.put(link);' } as const;
const entry = 'Extract to function ‘createLink’';
const call = 'const link = createLink({ clock, slug, target, ttl, store });';

/** Leaves its loop in two ways, which one call cannot say. */
const twoWays = {
  file: 'src/links/first.ts',
  text: `export function firstLong(words: readonly string[]): string | undefined {
  let found: string | undefined;
  for (const word of words) {
    if (word === '') continue;
    if (word.length > 9) {
      found = word;
      break;
    }
  }
  return found;
}
`,
  from: "if (word === '') continue;",
  to: 'break;\n    }',
  said:
    'Extract to function: The selection leaves in more than one way (‘continue’ and ‘break’), which one call cannot say; ' +
    'select less of it.',
} as const;

const proofMsMax = 150_000;

export async function testExtract(vsix: string): Promise<Count> {
  const workspace = await installedWorkspace('npm-vitest-eslint');
  writeFileSync(join(workspace.folder, twoWays.file), twoWays.text);
  const editor = await startEditor({ vsix, trust: 'trusted' });
  const browser = await launchBrowser();
  try {
    const path = join(workspace.folder, file);
    const workbench = await openWorkbench(browser, editor, { folder: workspace.folder, file: path });
    return await runTests(extractTests(workbench, path), (name) => workbench.screenshot(`failed ${name}`));
  } finally {
    await browser.close();
    await editor.close();
    await workspace.dispose();
  }
}

function extractTests(workbench: Workbench, path: string): readonly UiTest[] {
  const { page } = workbench;
  const original = readFileSync(path, 'utf8');
  const line = (text: string) => page.locator('.view-line', { hasText: text });
  const renameBox = page.locator('.rename-box input');

  return [
    {
      name: 'selected statements are offered as a function that is named after what it does',
      async run() {
        await workbench.select(startOf(original, selected.from), endOf(original, selected.to));
        const rows = await workbench.refactorMenu();
        await workbench.screenshot('20 extract, the menu');
        assert.equal(await rows.filter({ hasText: entry }).count(), 1);
        await rows.filter({ hasText: entry }).click();
      },
    },
    {
      name: 'the proven function is shown before it is written',
      async run() {
        await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Allow' }).click();
        await page.locator('.tab', { hasText: `Grace: ${entry} (proven)` }).waitFor({ timeout: proofMsMax });
        await workbench.reviewLoaded();
        await workbench.screenshot('21 extract, the review');
        assert.equal(readFileSync(path, 'utf8'), original);
      },
    },
    {
      name: 'Accept writes it and opens the rename box on its new name',
      async run() {
        await workbench.accept();
        await renameBox.waitFor();
        await workbench.screenshot('22 extract, the rename box');
        assert.equal(await renameBox.inputValue(), 'createLink');
        assert.ok(readFileSync(path, 'utf8').includes(call));
        assert.equal(await line('const link = createLink(').count(), 1, 'the call is in sight');
      },
    },
    {
      name: 'a typed name takes the place of the call and of the declaration',
      async run() {
        await renameBox.fill('storeLink');
        await page.keyboard.press('Enter');
        await renameBox.waitFor({ state: 'hidden' });
        await line('const link = storeLink({').waitFor();
        await page.keyboard.press('Control+s');
        await eventually(() => {
          const text = readFileSync(path, 'utf8');
          assert.match(text, /const link = storeLink\(\{[\s\S]*function storeLink\(\{/);
          assert.doesNotMatch(text, /createLink/);
        });
        await workbench.screenshot('23 extract, renamed');
      },
    },
    {
      name: 'two undos of the editor give back the file byte for byte',
      async run() {
        await page.keyboard.press('Control+z');
        await line('const link = createLink({').waitFor();
        await page.keyboard.press('Control+z');
        await line('const link: Link = {').waitFor();
        await page.keyboard.press('Control+s');
        await eventually(() => assert.equal(readFileSync(path, 'utf8'), original));
        await workbench.screenshot('24 extract, undone');
      },
    },
    {
      name: 'what leaves in two ways is greyed out with the whole reason',
      async run() {
        await workbench.openFile('first.ts');
        await workbench.select(startOf(twoWays.text, twoWays.from), endOf(twoWays.text, twoWays.to));
        await workbench.refactorMenu();
        const toggle = page.locator('.action-widget a', { hasText: 'Show Disabled' });
        if (await toggle.isVisible()) await toggle.click();
        const refused = page.locator('.action-widget .option-disabled', { hasText: 'Extract to function:' });
        await refused.first().waitFor();
        await workbench.screenshot('25 extract, greyed out');
        const said = await refused.allInnerTexts();
        assert.ok(said.includes(twoWays.said), said.join('\n'));
        await page.keyboard.press('Escape');
      },
    },
  ];
}
