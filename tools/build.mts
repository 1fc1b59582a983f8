/** Bundles the four programs into `dist/`. `--watch` rebuilds on change; `--production` minifies. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { build, context, type BuildOptions } from 'esbuild';

const production = process.argv.includes('--production');

const shared: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  logLevel: 'warning',
  outdir: 'dist',
};

const programs: readonly BuildOptions[] = [
  { ...shared, entryPoints: { client: 'client/src/extension.ts' }, external: ['vscode'] },
  { ...shared, entryPoints: { server: 'server/src/boot/server.ts' } },
  { ...shared, entryPoints: { analysis: 'server/src/boot/analysis.ts' } },
  {
    ...shared,
    entryPoints: { grace: 'server/src/boot/grace.ts' },
    banner: { js: '#!/usr/bin/env node' },
  },
];

mkdirSync('dist', { recursive: true });
// The bundles are CommonJS wherever the package they land in says otherwise.
writeFileSync('dist/package.json', '{"type":"commonjs"}\n');
if (process.argv.includes('--watch')) {
  for (const program of programs) await (await context(program)).watch();
} else {
  await Promise.all(programs.map((program) => build(program)));
}
