/**
 * `npm run vscode [-- DIR]`: Grace installed in a real VS Code in the browser, on loopback, for a first look. Without DIR
 * it opens a fresh copy of the bundled sample. Ctrl-C ends it and leaves nothing running.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureEditor, startEditor, type Editor } from '../test/vscode/editor.mts';
import { packExtension, stageExtension } from './package.mts';
import { repository } from './run.mts';
import { freshSample } from './sample.mts';

const given = process.argv[2];
const folder =
  given === undefined ? await freshSample() : resolve(process.env['INIT_CWD'] ?? process.cwd(), given);
if (folder === undefined || !existsSync(folder)) {
  console.error(`There is no folder ${given ?? 'with the sample'}. Name one: npm run vscode -- DIR`);
  process.exit(2);
}

const cache = join(repository, '.cache', 'vscode');
const staging = join(cache, 'extension');
const vsix = join(cache, 'grace.vsix');
const stopped =
  (await ensureEditor()) ?? (await stageExtension(staging)) ?? (await packExtension(staging, vsix));
if (stopped !== undefined) {
  console.error(stopped);
  process.exit(1);
}

// The profile is kept, so that what was set up in the editor is still there the next time.
const editor = await startEditor({
  vsix,
  trust: 'restricted',
  profile: join(cache, 'profile'),
  settings: {
    'security.workspace.trust.startupPrompt': 'once',
    'security.workspace.trust.banner': 'untilDismissed',
  },
});
const address = new URL(editor.url);
address.searchParams.set('folder', folder);
console.log(`\nGrace is ready in VS Code: ${address.href}\nCtrl-C ends it.`);
await interrupted();
await close(editor);

function interrupted(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
}

async function close(running: Editor): Promise<never> {
  await running.close();
  process.exit(0);
}
