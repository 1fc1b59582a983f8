import { slug, type Case } from './case.mts';

interface Fault {
  readonly id: string;
  readonly prose: string;
  readonly files: Readonly<Record<string, string>>;
  readonly at: string;
  readonly file: string;
  /** What each tool says of it, and its code. */
  readonly esbuild?: string;
  readonly rollup?: readonly [message: string, code?: string];
  readonly webpack?: readonly [message: string, code?: string];
  readonly vite?: readonly [message: string, code: string];
}

const faults: readonly Fault[] = [
  {
    id: 'missing-module',
    prose: 'A module is imported that does not exist.',
    file: 'src/main.mjs',
    at: './tax.mjs',
    files: { 'src/main.mjs': "import { rate } from './tax.mjs';\n\nconsole.log(rate);\n" },
    esbuild: 'Could not resolve "./tax.mjs"',
    rollup: ['Could not resolve "./tax.mjs" from "src/main.mjs"', 'RollupError'],
    webpack: ["Can't resolve './tax.mjs' in '/home/ada/shop/src'", 'Module not found'],
    vite: ["Could not resolve './tax.mjs' in src/main.mjs", 'UNRESOLVED_IMPORT'],
  },
  {
    id: 'missing-package',
    prose: 'A package is imported that is not installed.',
    file: 'src/main.mjs',
    at: 'no-such-package',
    files: { 'src/main.mjs': "import { rate } from 'no-such-package';\n\nconsole.log(rate);\n" },
    esbuild: 'Could not resolve "no-such-package"',
    webpack: ["Can't resolve 'no-such-package' in '/home/ada/shop/src'", 'Module not found'],
  },
  {
    id: 'syntax',
    prose: 'A module is no JavaScript.',
    file: 'src/main.mjs',
    at: 'const amount',
    files: { 'src/main.mjs': "export const name = 'shop';\nconst amount = ;\n" },
    esbuild: 'Unexpected ";"',
    rollup: [
      'Expression expected (Note that you need plugins to import files that are not JavaScript)',
      'RollupError',
    ],
    webpack: ['Unexpected token', 'Module parse failed'],
    vite: ['Unexpected token', 'PARSE_ERROR'],
  },
  {
    id: 'missing-export',
    prose: 'A name is imported that is not exported.',
    file: 'src/main.mjs',
    at: 'import',
    files: {
      'src/main.mjs': "import { rate } from './tax.mjs';\n\nconsole.log(rate);\n",
      'src/tax.mjs': 'export const other = 1;\n',
    },
    esbuild: 'No matching export in "src/tax.mjs" for import "rate"',
    rollup: ['"rate" is not exported by "src/tax.mjs", imported by "src/main.mjs".', 'RollupError'],
    vite: ['"rate" is not exported by "src/tax.mjs".', 'MISSING_EXPORT'],
  },
  {
    id: 'unclosed',
    prose: 'A string is not closed.',
    file: 'src/deep/text.mjs',
    at: "'closing",
    files: {
      'src/main.mjs': "export * from './deep/text.mjs';\n",
      'src/deep/text.mjs': "export const text = 'closing;\n",
    },
    esbuild: 'Unterminated string literal',
    rollup: [
      'Unterminated string constant (Note that you need plugins to import files that are not JavaScript)',
      'RollupError',
    ],
    webpack: ['Unterminated string constant', 'Module parse failed'],
    vite: ['Unterminated string', 'PARSE_ERROR'],
  },
  {
    id: 'reassigned',
    prose: 'A constant is assigned.',
    file: 'src/main.mjs',
    at: 'limit = 2',
    files: { 'src/main.mjs': 'const limit = 1;\nlimit = 2;\nexport { limit };\n' },
    rollup: ['Cannot reassign a variable declared with `const`'],
  },
];

const commands = {
  esbuild: 'esbuild src/main.mjs --bundle --outdir=out',
  rollup: 'rollup src/main.mjs --dir out',
  webpack: 'webpack --mode development ./src/main.mjs',
  vite: 'vite build',
};

export const bundlerCases: readonly Case[] = faults.flatMap(({ id, prose, files, file, at, ...says }) =>
  (['esbuild', 'rollup', 'webpack', 'vite'] as const).flatMap((tool): readonly Case[] => {
    const said = says[tool];
    if (said === undefined) return [];
    const [message, code] = typeof said === 'string' ? [said, undefined] : said;
    return [
      {
        name: slug(id),
        fault: `${tool} ${id}`,
        prose,
        project: 'bundlers',
        command: commands[tool],
        seed: { ...files, 'index.html': '<script type="module" src="./src/main.mjs"></script>\n' },
        // Rollup tells of a missing module only which file asks for it.
        expected: {
          tool,
          ...(code === undefined ? {} : { code }),
          message,
          file,
          ...(tool === 'rollup' && id === 'missing-module' ? {} : { at }),
        },
      },
    ];
  }),
);
