/** Bundles the programs into `dist/` or `--out DIR`. `--watch` rebuilds on change; `--production` minifies. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, context, type BuildOptions, type Plugin } from 'esbuild';

const { values } = parseArgs({
  options: {
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    out: { type: 'string', default: 'dist' },
  },
});
const { production, out } = values;

/** The sentences of schemas are English: those of fifty other languages are a fifth of a bundle. */
const onlyEnglish: Plugin = {
  name: 'only-english',
  setup(bundle) {
    bundle.onLoad({ filter: /zod.v4.locales.index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

const shared: BuildOptions = {
  plugins: [onlyEnglish],
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  logLevel: 'warning',
  outdir: out,
};

const programs: readonly BuildOptions[] = [
  { ...shared, entryPoints: { client: 'client/src/extension.ts' }, external: ['vscode'] },
  {
    ...shared,
    // The names of functions stay: where the main loop stood still is said with them.
    ...{ minify: false, minifyWhitespace: production, minifySyntax: production },
    entryPoints: { program: 'server/src/boot/program.ts' },
  },
  {
    ...shared,
    entryPoints: {
      'analysis-program': 'server/src/boot/analysis-program.ts',
      // What starts a process and runs its program, compiled already.
      server: 'server/src/boot/server.ts',
      analysis: 'server/src/boot/analysis.ts',
    },
  },
  { ...shared, entryPoints: { watchdog: 'server/src/boot/watchdog.ts' } },
  // Runs on the workspace's own Node.
  { ...shared, target: 'node18', entryPoints: { resident: 'server/src/boot/resident.ts' } },
  {
    ...shared,
    entryPoints: { grace: 'server/src/boot/grace.ts' },
    banner: { js: '#!/usr/bin/env node' },
  },
];

mkdirSync(out, { recursive: true });
// The bundles are CommonJS wherever the package they land in says otherwise.
writeFileSync(join(out, 'package.json'), '{"type":"commonjs"}\n');
if (values.watch) {
  for (const program of programs) await (await context(program)).watch();
} else {
  await Promise.all(programs.map((program) => build(program)));
}
