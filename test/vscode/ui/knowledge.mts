/** What is known of failures, as a person sees it: at a problem, and in a view of its own. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedWorkspace } from '../../support/workspaces.ts';
import { startEditor } from '../editor.mts';
import { eventually } from '../eventually.mts';
import { runTests, type Count, type UiTest } from '../tests.mts';
import { launchBrowser, openWorkbench, type Workbench } from '../workbench.mts';

/** A menu that has gone meanwhile takes no click. */
const clickMsMax = 2_000;

const file = 'src/links/service.ts';
const missing = "Cannot find name 'totl'.";
/** As `tsc` prints what the editor shows at the same place. */
const printed = `${file}(3,1): error TS2304: ${missing}\n`;
const other = `${file}(9,1): error TS2339: Property 'pay' does not exist on type 'Links'.\n`;

export async function testKnowledge(vsix: string, extension: string): Promise<Count> {
  const workspace = await installedWorkspace('npm-vitest-eslint');
  const profile = mkdtempSync(join(tmpdir(), 'grace-editor-'));
  const editor = await startEditor({ vsix, trust: 'trusted', profile });
  const browser = await launchBrowser();
  const { folder } = workspace;
  /** A command in a terminal of the same person. */
  const grace = (input: string, ...argv: string[]) =>
    runGrace(join(extension, 'dist', 'grace.js'), [...argv, '--workspace', folder], {
      ...{ input, state: join(profile, 'state'), cache: join(profile, 'cache') },
    });
  try {
    const workbench = await openWorkbench(browser, editor, { folder, file: join(folder, file) });
    return await runTests(knowledgeTests(workbench, grace), (name) => workbench.screenshot(`failed ${name}`));
  } finally {
    await browser.close();
    await editor.close();
    await workspace.dispose();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Place {
  readonly input: string;
  readonly state: string;
  readonly cache: string;
}

function runGrace(program: string, argv: readonly string[], { input, state, cache }: Place): Promise<string> {
  const env = { ...process.env, XDG_STATE_HOME: state, XDG_CACHE_HOME: cache };
  const child = spawn(process.execPath, [program, ...argv], { env, stdio: 'pipe' });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', () => resolve(output)));
}

type Grace = (input: string, ...argv: string[]) => Promise<string>;

function knowledgeTests(workbench: Workbench, grace: Grace): readonly UiTest[] {
  const { page } = workbench;
  const pane = page.locator('.sidebar .pane', {
    has: page.locator('.pane-header', { hasText: 'Knowledge' }),
  });
  const row = (text: string | RegExp) => pane.locator('.monaco-list-row', { hasText: text });
  const failure = (text: string) => pane.locator('.monaco-list-row[aria-level="1"]', { hasText: text });
  const quickInput = page.locator('.quick-input-widget:visible input[type="text"]');
  const act = async (text: string, action: string) => {
    await failure(text).hover();
    await failure(text).locator(`.action-label[aria-label="${action}"]`).click();
  };
  const menu = async (text: string | RegExp, entry: string) => {
    await row(text).first().click({ button: 'right' });
    const item = page.locator('.monaco-menu .action-item', { hasText: entry }).first();
    await item.waitFor();
    // A menu that has just opened takes no click yet, so that the one that opened it is not taken for a choice.
    await eventually(async () => {
      if (await item.isVisible()) await item.click({ timeout: clickMsMax });
      assert.equal(await item.isVisible(), false);
    });
  };
  const says = (text: string, words: RegExp) =>
    eventually(async () => assert.match((await failure(text).getAttribute('aria-label')) ?? '', words));
  const signature = async (words: string) => {
    const { entries } = JSON.parse(await grace('', 'learned', 'list', words, '--json')) as {
      entries: readonly { readonly id: string }[];
    };
    return entries[0]?.id ?? '';
  };

  return [
    {
      name: 'Knowledge says what it is for while nothing has gone wrong',
      async run() {
        await workbench.showProposals();
        await page.locator('.sidebar .pane-header', { hasText: 'Proposals' }).click();
        await pane.locator('.pane-header').click();
        await pane.locator('.welcome-view', { hasText: 'Nothing has gone wrong here yet' }).waitFor();
        await workbench.screenshot('20 knowledge empty');
      },
    },
    {
      name: 'what a command recorded shows up by itself, with what repaired it',
      async run() {
        await grace(printed, 'recognize', '--record');
        await failure(missing).waitFor();
        const record = ['learned', 'record', await signature('totl')];
        await grace('', ...record, 'by_hand:declare', '--title', 'Declare the total');
        await grace('', ...record, 'playbook:reinstall', '--outcome', 'failed', '--reason', 'Still missing.');
        await grace('', ...record, 'playbook:reinstall', '--outcome', 'failed', '--incident', 'i7');
        await says(missing, /tsc TS2304, Seen once, just now, Repaired once by Declare the total/u);
        await failure(missing).locator('.monaco-tl-twistie').click();
        await row('Declare the total').waitFor();
        await row('playbook:reinstall').locator('.monaco-tl-twistie').click();
        await row('It did not help: Still missing.').waitFor();
        await workbench.screenshot('21 knowledge opened');
      },
    },
    {
      name: 'a problem that appears in a saved file is seen again, once',
      async run() {
        await page.locator('.monaco-editor .view-line').first().click();
        await page.keyboard.press('Control+Home');
        await page.keyboard.type('totl;\n');
        await page.locator('.monaco-editor .squiggly-error').first().waitFor();
        await page.keyboard.press('Control+s');
        await eventually(async () =>
          assert.match(await grace('', 'learned', 'list', 'totl'), /seen 2 times/u),
        );
        await says(missing, /Seen 2 times/u);
        // The line moves, and the problem stays.
        await page.locator('.monaco-editor .view-line').first().click();
        await page.keyboard.press('Control+Home');
        await page.keyboard.press('Enter');
        await page.keyboard.press('Control+s');
        await grace(other, 'recognize', '--record');
        await failure('Property').waitFor();
      },
    },
    {
      name: 'a person calls it by a name',
      async run() {
        await act(missing, 'Rename Failure…');
        await quickInput.fill('The missing total');
        await workbench.screenshot('22 knowledge rename');
        await page.keyboard.press('Enter');
        await failure('The missing total').waitFor();
        assert.match(await grace('', 'learned', 'list', 'totl'), /^The missing total/u);
      },
    },
    {
      name: 'the problem says what is known of it, and leads to the view',
      async run() {
        // The view looks elsewhere before.
        await failure('Property').click();
        await page
          .locator('.monaco-editor .view-line', { hasText: 'totl' })
          .locator('span span')
          .first()
          .hover();
        const hover = page.locator('.monaco-hover:visible', { hasText: 'The missing total' });
        await hover.waitFor();
        assert.match(await hover.innerText(), /Seen 2 times, last .*; repaired once by Declare the total/u);
        await workbench.screenshot('23 knowledge hover');
        await hover.locator('a', { hasText: 'Show' }).click();
        await pane.locator('.monaco-list-row.selected', { hasText: 'The missing total' }).waitFor();
        await workbench.screenshot('24 knowledge revealed');
      },
    },
    {
      name: 'a problem that was never seen before says nothing',
      async run() {
        await page.locator('.monaco-editor .view-line', { hasText: 'totl' }).first().click();
        await page.keyboard.press('End');
        await page.keyboard.press('Enter');
        await page.keyboard.type('unheard;');
        const line = page.locator('.monaco-editor .view-line', { hasText: 'unheard' });
        await eventually(async () => {
          await page.mouse.move(0, 0);
          await line.locator('span span').first().hover();
          const hover = page.locator('.monaco-hover:visible', { hasText: "Cannot find name 'unheard'" });
          await hover.waitFor({ timeout: 2_000 });
          assert.doesNotMatch(await hover.innerText(), /Seen/u);
        });
      },
    },
    {
      name: 'failures are searched for, and a search that finds nothing says so',
      async run() {
        await page.mouse.move(0, 0);
        await pane.locator('.pane-header').hover();
        await pane.locator('.pane-header .action-label[aria-label^="Search Known Failures"]').click();
        await quickInput.fill('pay TS2339');
        await page.keyboard.press('Enter');
        await failure('The missing total').waitFor({ state: 'detached' });
        await failure('Property').waitFor();
        await workbench.command('Search Known Failures');
        await quickInput.fill('nothing has this');
        await page.keyboard.press('Enter');
        await pane.locator('.message', { hasText: 'No failure that is known here' }).waitFor();
        await workbench.screenshot('25 knowledge search');
        await pane.locator('.pane-header .action-label[aria-label^="Clear Search"]').click();
        await failure('The missing total').waitFor();
      },
    },
    {
      name: 'two failures are made one and split again; one is forgotten once it is confirmed',
      async run() {
        await menu('Property', 'Merge with Another Failure');
        await page.locator('.quick-input-list .monaco-list-row', { hasText: 'The missing total' }).click();
        await failure('Property').waitFor({ state: 'detached' });
        await row('is the same failure').waitFor();
        await workbench.screenshot('26 knowledge merged');
        await menu('is the same failure', 'Make It a Failure of Its Own');
        await failure('Property').waitFor();
        await act('Property', 'Forget Failure…');
        await workbench.screenshot('27 knowledge forget');
        await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Forget' }).click();
        await failure('Property').waitFor({ state: 'detached' });
      },
    },
    {
      name: 'what others may read opens as a document',
      async run() {
        await workbench.command('Export Known Failures');
        await page.locator('.view-line', { hasText: 'name: The missing total' }).waitFor();
        await page.locator('.view-line', { hasText: 'kind: by_hand' }).waitFor();
      },
    },
  ];
}
