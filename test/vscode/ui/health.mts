/** How Grace itself is, as a person sees it: one line, and what is below it. */
import assert from 'node:assert/strict';
import { eventually } from '../eventually.mts';
import type { UiTest } from '../tests.mts';
import type { Workbench } from '../workbench.mts';

export function healthTests(workbench: Workbench): readonly UiTest[] {
  const { page } = workbench;
  const pane = page.locator('.sidebar .pane', { has: page.locator('.pane-header', { hasText: 'Health' }) });
  const row = (text: string | RegExp) => pane.locator('.monaco-list-row', { hasText: text });
  const kernel = 'clarity';

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
          await row(text).locator('.monaco-tl-twistie').click();
        await row(kernel).waitFor();
        await row('preflight').waitFor();
        await workbench.screenshot('11 health opened');
        await row('Last boot').locator('.monaco-tl-twistie').click();
      },
    },
    {
      name: 'a part can be restarted, and says that it was',
      async run() {
        await row(kernel).hover();
        await row(kernel).locator('.action-label[aria-label="Restart This Part"]').click();
        await eventually(async () => assert.match(await row(kernel).innerText(), /ready.*1 restart/u));
        await workbench.screenshot('12 health restarted');
      },
    },
  ];
}
