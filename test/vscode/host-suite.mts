/** Runs the Mocha suite inside the extension host, through `@vscode/test-electron`. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { repository } from '../../tools/run.mts';
import { installedWorkspace } from '../support/workspaces.ts';
import type { Count } from './tests.mts';

const out = join(import.meta.dirname, 'out');
const result = join(out, 'result.json');

/** `GRACE_VSCODE=download` runs the suite on the VS Code that the package downloads, where the network allows it. */
const shim = process.env['GRACE_VSCODE'] === 'download' ? undefined : join(import.meta.dirname, 'shim.mts');

export async function runHostSuite(extension: string): Promise<Count> {
  rmSync(out, { recursive: true, force: true });
  await build({
    entryPoints: {
      index: join(import.meta.dirname, 'host', 'index.ts'),
      suite: join(import.meta.dirname, 'host', 'suite.ts'),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    outdir: out,
    outExtension: { '.js': '.cjs' },
    logLevel: 'warning',
  });
  const workspace = await installedWorkspace('npm-vitest-eslint');
  try {
    await runTests({
      ...(shim === undefined ? {} : { vscodeExecutablePath: shim }),
      extensionDevelopmentPath: extension,
      extensionTestsPath: join(out, 'index.cjs'),
      extensionTestsEnv: { GRACE_TEST_RESULT: result, GRACE_REPOSITORY: repository },
      launchArgs: [workspace.folder],
    });
  } catch (thrown) {
    // A failed test is counted below; anything else means that the suite did not run.
    if (!existsSync(result)) throw thrown;
  } finally {
    await workspace.dispose();
  }
  return JSON.parse(readFileSync(result, 'utf8')) as Count;
}
