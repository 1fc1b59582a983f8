/** How Grace itself is, as a person sees it: one line, and what is below it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { installedWorkspace } from '../../support/workspaces.ts';
import { startEditor } from '../editor.mts';
import { eventually } from '../eventually.mts';
import { runTests, type Count, type UiTest } from '../tests.mts';
import { launchBrowser, openWorkbench, type Workbench } from '../workbench.mts';

const attemptsMax = 3;
/** By then the list shows what a click did. */
const redrawMsMax = 3_000;

export async function testHealth(vsix: string): Promise<Count> {
  const workspace = await installedWorkspace('npm-vitest-eslint');
  const editor = await startEditor({ vsix, trust: 'trusted' });
  const browser = await launchBrowser();
  try {
    const { folder } = workspace;
    const workbench = await openWorkbench(browser, editor, {
      folder,
      file: join(folder, 'src/links/service.ts'),
    });
    return await runTests(healthTests(workbench), (name) => workbench.screenshot(`failed ${name}`));
  } finally {
    await browser.close();
    await editor.close();
    await workspace.dispose();
  }
}

function healthTests(workbench: Workbench): readonly UiTest[] {
  const { page } = workbench;
  const pane = page.locator('.sidebar .pane', { has: page.locator('.pane-header', { hasText: 'Health' }) });
  const row = (text: string | RegExp) => pane.locator('.monaco-list-row', { hasText: text });
  // The line of the folder, a level above, may name a part as well.
  const part = (name: string) => pane.locator('.monaco-list-row[aria-level="3"]', { hasText: name });
  const says = (name: string, words: string) =>
    eventually(async () =>
      assert.match(await part(name).innerText(), new RegExp(`^${name}\\s*${words}`, 'u')),
    );

  /** Once more where the list was just drawn anew, as a person would. */
  const again = async (deed: () => Promise<void>, outcome: () => Promise<void>) => {
    for (let attempt = 1; ; attempt += 1) {
      await deed();
      try {
        await outcome();
        return;
      } catch (thrown) {
        if (attempt === attemptsMax) throw thrown;
      }
    }
  };
  const act = (name: string, action: string, outcome: () => Promise<void>) =>
    again(async () => {
      await part(name).hover();
      await part(name).locator(`.action-label[aria-label="${action}"]`).click();
    }, outcome);

  return [
    {
      name: 'Health says in one line that all is well, and how many parts are ready',
      async run() {
        await workbench.showProposals();
        // The whole height is for the view that is looked at.
        await page.locator('.sidebar .pane-header', { hasText: 'Proposals' }).click();
        await pane.locator('.pane-header').click();
        await row('All is well').waitFor();
        assert.match(await row('All is well').innerText(), /\d+ of \d+ ready · live in \d+ ms/u);
        await workbench.screenshot('10 health');
      },
    },
    {
      name: 'below it are the tiers with their parts, and the last boot with its phases and checks',
      async run() {
        for (const text of ['All is well', 'Foundation', 'Last boot'])
          await again(
            () => row(text).locator('.monaco-tl-twistie').click(),
            () =>
              pane
                .locator('.monaco-list-row[aria-expanded="true"]', { hasText: text })
                .waitFor({ timeout: redrawMsMax }),
          );
        await part('clarity').waitFor();
        await row('preflight').waitFor();
        await workbench.screenshot('11 health opened');
        await row('Last boot').locator('.monaco-tl-twistie').click();
      },
    },
    {
      name: 'a part can be restarted, and says that it was',
      async run() {
        await act('clarity', 'Restart This Part', () => says('clarity', 'ready.* restart'));
        await workbench.screenshot('12 health restarted');
      },
    },
    {
      name: 'a part can be stopped, which the line above says, and started again',
      async run() {
        await act('clarity', 'Stop This Part', () => says('clarity', 'stopped'));
        await row(/^clarity .*not as .* should be/u).waitFor();
        await workbench.screenshot('13 health stopped');
        await act('clarity', 'Start This Part', () => says('clarity', 'ready'));
        await row('All is well').waitFor();
      },
    },
    {
      name: 'why a part is as it is can be read, back to where it began',
      async run() {
        await act('clarity', 'Why Is It So?', () =>
          page.locator('.tab', { hasText: 'Why clarity is as it is' }).waitFor(),
        );
        await page.locator('.view-line', { hasText: 'A person asked for it' }).first().waitFor();
        await workbench.screenshot('14 health why');
      },
    },
    {
      name: 'a kept state can be put back while the editor is open, and that taken back',
      async run() {
        const notification = page.locator('.notification-toast', { hasText: 'was put back' });
        await workbench.command('Grace: Put Back a Kept State of Grace');
        await page.locator('.quick-input-list .monaco-list-row', { hasText: 'had come up well' }).waitFor();
        await workbench.screenshot('15 kept states');
        await page.keyboard.press('Enter');
        const dialog = page.locator('.monaco-dialog-box');
        assert.match(await dialog.innerText(), /git and the log stay as they are/u);
        await workbench.screenshot('16 put back asked');
        await dialog.locator('.monaco-button', { hasText: 'Put Back' }).click();
        await notification.waitFor();
        await row('All is well').waitFor();
        await workbench.screenshot('17 put back');
        await notification.locator('.monaco-button', { hasText: 'Take It Back' }).click();
        await page.locator('.notification-toast', { hasText: 'right before that was put back' }).waitFor();
        await row('All is well').waitFor();
      },
    },
  ];
}
