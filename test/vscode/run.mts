/**
 * The tests in the real editor: packs the extension, installs it into code-server, drives it as a person would, and runs
 * a Mocha suite inside the extension host. Ends with `N passed, N failed`. `run.mts extract` runs a part.
 */
import { join } from 'node:path';
import { repository } from '../../tools/run.mts';
import { packExtension, stageExtension } from '../../tools/package.mts';
import { ensureEditor } from './editor.mts';
import { runHostSuite } from './host-suite.mts';
import type { Count } from './tests.mts';
import { testExtract } from './ui/extract.mts';
import { testHealth } from './ui/health.mts';
import { testHints } from './ui/hints.mts';
import { testKnowledge } from './ui/knowledge.mts';
import { testRefactor } from './ui/refactor.mts';
import { testRestricted } from './ui/restricted.mts';

const staging = join(repository, '.cache', 'vscode', 'extension');
const vsix = join(repository, '.cache', 'vscode', 'grace.vsix');

const parts: Readonly<Record<string, () => Promise<Count>>> = {
  ui: () => testRefactor(vsix),
  extract: () => testExtract(vsix),
  hints: () => testHints(vsix),
  health: () => testHealth(vsix),
  knowledge: () => testKnowledge(vsix, staging),
  restricted: () => testRestricted(vsix),
  host: () => runHostSuite(staging),
};

const stopped =
  (await ensureEditor()) ?? (await stageExtension(staging)) ?? (await packExtension(staging, vsix));
if (stopped !== undefined) {
  console.log(stopped);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const asked = process.argv.slice(2);
let [passed, failed] = [0, 0];
for (const [name, run] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}`);
  const count = await run().catch((thrown: unknown): Count => {
    console.log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    return { passed: 0, failed: 1 };
  });
  passed += count.passed;
  failed += count.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
