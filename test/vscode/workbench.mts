/** The workbench as a person drives it: a page of a real browser, and the few gestures the tests need. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { repository } from '../../tools/run.mts';
import type { Editor } from './editor.mts';
import type { Place } from './places.mts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? candidates.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error('No Chromium was found. Install one, or name it in the variable CHROMIUM.');
  }
  return chromium.launch({ executablePath, args: flags });
}

const screenshots = join(repository, '.cache', 'screenshots');

export interface Workbench {
  readonly page: Page;
  /** Runs a command by its title in the palette. */
  command(title: string): Promise<void>;
  /** Opens a file of the folder by its name. */
  openFile(name: string): Promise<void>;
  /** Puts the caret in the active editor. */
  goTo(line: number, column: number): Promise<void>;
  /** Selects from one place of the active editor to another. */
  select(from: Place, to: Place): Promise<void>;
  /** Opens "Refactor…" at the caret; answers its rows. */
  refactorMenu(): Promise<Locator>;
  /** Accepts the proposal under review. */
  accept(): Promise<void>;
  /** Waits until a review shows its diff, so that it takes no focus away afterwards. */
  reviewLoaded(): Promise<void>;
  showProposals(): Promise<void>;
  /** A row of the Proposals view that contains a text. */
  proposal(text: string): Locator;
  notification(text: string | RegExp): Locator;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly folder: string;
  /** Absolute path of a file to open. */
  readonly file?: string;
  readonly payload?: readonly (readonly [string, string])[];
}

const loadMsMax = 60_000;
const readyItem = '.statusbar-item:has-text("Grace"):not(:has(.codicon-loading))';
const stepMsMax = 30_000;
const keyAttemptsMax = 5;
const keyMsMax = 5_000;
const menuAttemptsMax = 6;
const menuMsMax = 8_000;
const viewport = { width: 1_400, height: 900 };

export async function openWorkbench(
  browser: Browser,
  editor: Editor,
  options: OpenOptions,
): Promise<Workbench> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  page.setDefaultTimeout(stepMsMax);
  await page.goto(addressOf(editor, options), { timeout: loadMsMax });
  await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: loadMsMax });
  if (options.file !== undefined) {
    await page.locator('.monaco-editor .view-line').first().waitFor();
    // Until its server is up the menu holds what the other extensions offer.
    await page.locator(readyItem).waitFor({ timeout: loadMsMax });
  }

  const workbench: Workbench = {
    page,
    async command(title) {
      await quickInput(page, 'F1', `>${title}`);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
      await page.keyboard.press('Enter');
    },
    async openFile(name) {
      await quickInput(page, 'Control+p', name);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.tab.active', { hasText: name }).waitFor();
    },
    async goTo(line, column) {
      await quickInput(page, 'Control+g', `:${line}:${column}`);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: `line ${line}` }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    },
    async select(from, to) {
      await workbench.goTo(from.line, from.column);
      await workbench.command('Set Selection Anchor');
      await workbench.goTo(to.line, to.column);
      await workbench.command('Select from Anchor to Cursor');
      await page.locator('.statusbar-item', { hasText: / selected\)/ }).waitFor();
    },
    async refactorMenu() {
      const rows = page.locator('.action-widget:not(.action-list-submenu-panel) .monaco-list-row');
      // The menu waits for every provider, and is given up by the editor when one of them is still starting.
      for (let attempt = 0; attempt < menuAttemptsMax; attempt += 1) {
        await page.keyboard.press('Control+Shift+r');
        const shown = await rows
          .first()
          .waitFor({ timeout: menuMsMax })
          .then(
            () => true,
            () => false,
          );
        // No Escape before the next try: it would take the selection away.
        if (shown) return rows;
      }
      throw new Error('The menu "Refactor…" did not open.');
    },
    async accept() {
      await page.locator('.editor-actions .action-label[aria-label^="Accept Proposal"]').click();
      await page.locator('.tab', { hasText: 'Grace:' }).waitFor({ state: 'hidden' });
    },
    reviewLoaded: () => page.locator('.monaco-diff-editor .line-insert').first().waitFor(),
    async showProposals() {
      const header = page.locator('.sidebar .pane-header', { hasText: 'Proposals' });
      if (await header.isVisible()) return;
      await page.locator('.activitybar .action-item:has(.action-label[aria-label^="Grace"])').click();
      await header.waitFor();
    },
    proposal: (text) => page.locator('.pane-body .monaco-list-row', { hasText: text }),
    notification: (text) => page.locator('.notifications-toasts .notification-list-item', { hasText: text }),
    async screenshot(name) {
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
    },
    close: () => context.close(),
  };
  return workbench;
}

/**
 * Opens one of the quick inputs and fills it. An editor that is still loading may take the focus away again, which loses
 * the key or closes the input: then it is tried again.
 */
async function quickInput(page: Page, key: string, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible input[type="text"]');
  for (let attempt = 0; attempt < keyAttemptsMax; attempt += 1) {
    await page.keyboard.press(key);
    const filled = await input.fill(text, { timeout: keyMsMax }).then(
      () => true,
      () => false,
    );
    if (filled && (await input.isVisible())) return;
  }
  throw new Error(`Nothing opened on ${key}.`);
}

function addressOf(editor: Editor, { folder, file, payload = [] }: OpenOptions): string {
  const opened =
    file === undefined ? [] : [['openFile', `vscode-remote://${editor.authority}${file}`] as const];
  const query = new URLSearchParams({ folder, payload: JSON.stringify([...opened, ...payload]) });
  return `${editor.url}?${query.toString()}`;
}
