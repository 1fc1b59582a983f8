import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Called by the extension host. Resolves when all tests passed; the counts are left in a file for the runner. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, reporter: Mocha.reporters.Base });
  mocha.addFile(join(__dirname, 'suite.cjs'));
  let [passed, failed] = [0, 0];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', (test) => {
      passed += 1;
      say(`✓ ${test.fullTitle()}`);
    });
    runner.on('fail', (test, error: Error) => {
      failed += 1;
      say(`✗ ${test.fullTitle()}`);
      say(error.stack ?? error.message);
    });
  });
  const result = process.env['GRACE_TEST_RESULT'];
  if (result) writeFileSync(result, JSON.stringify({ passed, failed }));
  if (failed > 0) throw new Error(`${failed} tests failed`);
}

/** Marked, so that the shim can tell the lines of the suite from the editor's own. */
function say(text: string): void {
  for (const line of text.split('\n')) console.log(`[suite] ${line}`);
}
