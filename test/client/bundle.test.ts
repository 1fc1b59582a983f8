import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('what the editor loads holds no library of schemas: of the protocol it takes names, limits and types', async () => {
  const { metafile } = await build({
    ...{ bundle: true, platform: 'node', format: 'cjs', write: false, metafile: true, logLevel: 'silent' },
    ...{ entryPoints: ['client/src/extension.ts'], external: ['vscode'], outfile: 'client.js' },
    absWorkingDir: join(import.meta.dirname, '..', '..'),
  });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  expect(files).toContain('client/src/extension.ts');
  expect(files.filter((file) => file.includes('node_modules/zod'))).toEqual([]);
});
