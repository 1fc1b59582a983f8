#!/usr/bin/env node
/**
 * Stands in for the VS Code executable: takes its arguments, runs the suite in code-server's extension host, and exits
 * with the suite's code. This is how `@vscode/test-electron` works where nothing can be downloaded.
 */
import { parseArgs } from 'node:util';
import { startEditor } from './editor.mts';
import { launchBrowser } from './workbench.mts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
});
const suiteMsMax = 300_000;

const editor = await startEditor({
  trust: 'trusted',
  args: ['--vscode-option', 'enable-smoke-test-driver'],
});
const browser = await launchBrowser();
let code = 1;
try {
  code = await runSuite(String(values.extensionDevelopmentPath), String(values.extensionTestsPath));
} catch (thrown) {
  console.error(thrown);
} finally {
  await browser.close();
  await editor.close();
}
process.exit(code);

async function runSuite(development: string, tests: string): Promise<number> {
  const page = await browser.newPage();
  const ended = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The suite took too long.')), suiteMsMax);
    void page.exposeFunction('codeAutomationExit', (exit: number) => {
      clearTimeout(timer);
      resolve(exit);
    });
  });
  await page.exposeFunction('codeAutomationLog', (_type: string, words: unknown) => print(words));
  const remote = (path: string) => `vscode-remote://${editor.authority}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(development)],
    ['extensionTestsPath', remote(tests)],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder: positionals[0] ?? '', payload: JSON.stringify(payload) });
  await page.goto(`${editor.url}?${query.toString()}`);
  return ended;
}

function print(words: unknown): void {
  const text = Array.isArray(words) ? words.join(' ') : String(words);
  // The workbench logs about itself as well; the suite's own lines are marked.
  for (const line of text.split('\n'))
    if (line.includes('[suite]')) console.log(line.replace(/.*\[suite\] ?/, '  '));
}
