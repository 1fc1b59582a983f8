import { cp, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openProof } from '../../support/proof.ts';
import { installedWorkspace, treeHash } from '../../support/workspaces.ts';

const signal = new AbortController().signal;
const testMsMax = 180_000;
const repository = join(import.meta.dirname, '../../..');

/** Answers a file of `folder` as it is offered after `edit`; nothing in the folder may have changed. */
async function offered(
  folder: string,
  path: string,
  edit: (text: string) => string,
): Promise<string | null | undefined> {
  const before = await readFile(join(folder, path), 'utf8');
  const tree = await treeHash(folder, { except: ['.git'] });
  const opened = await openProof(folder);
  try {
    const change = { files: [{ path, before, after: edit(before) }] };
    return (await opened.proof.format(change, { approved: true }, signal)).files[0]?.after;
  } finally {
    await opened.dispose();
    expect(await treeHash(folder, { except: ['.git'] })).toBe(tree);
  }
}

it(
  'Prettier lays out a change by the settings of the workspace, and only where it had laid out the file',
  async () => {
    const workspace = await installedWorkspace('js-mocha');
    try {
      const { folder } = workspace;
      const prettier = await realpath(join(repository, 'node_modules', 'prettier'));
      await cp(prettier, join(folder, 'node_modules', 'prettier'), { recursive: true });
      const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as object;
      const devDependencies = { mocha: '*', eslint: '*', prettier: '*' };
      await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, devDependencies }));
      await writeFile(join(folder, '.prettierrc'), '{ "singleQuote": true, "semi": false }');
      await writeFile(join(folder, 'src/laid-out.js'), "const a = 'a'\n");
      await writeFile(join(folder, 'src/by-hand.js'), "const a = 'a';\n");
      const edit = (text: string) => text.replace("'a'", '"b"  +  a');
      expect(await offered(folder, 'src/laid-out.js', edit)).toBe("const a = 'b' + a\n");
      expect(await offered(folder, 'src/by-hand.js', edit)).toBe('const a = "b"  +  a;\n');
    } finally {
      await workspace.dispose();
    }
  },
  testMsMax,
);

it(
  'Biome lays out a change by the settings of the workspace',
  async () => {
    const workspace = await installedWorkspace('pnpm-jest-biome');
    try {
      const path = 'packages/money/src/laid-out.ts';
      await writeFile(join(workspace.folder, path), "export const a = 'a';\n");
      const edit = (text: string) => text.replace("'a'", '"b"');
      expect(await offered(workspace.folder, path, edit)).toBe("export const a = 'b';\n");
      const more = () =>
        "import { z } from './z.js';\nimport { a } from './a.js';\nlet sum = a + z;\nexport const all = [sum];\n";
      expect(await offered(workspace.folder, path, more)).toBe(
        "import { a } from './a.js';\nimport { z } from './z.js';\n\nconst sum = a + z;\nexport const all = [sum];\n",
      );
      // What Biome does not mend was there before: the file is laid out all the same.
      await writeFile(join(workspace.folder, path), "export const a = 'a';\ndebugger;\n");
      expect(await offered(workspace.folder, path, edit)).toBe("export const a = 'b';\ndebugger;\n");
    } finally {
      await workspace.dispose();
    }
  },
  testMsMax,
);
